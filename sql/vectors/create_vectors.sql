-- Which vector did a model give a picture or a text? Numbers of 16 bits, and a checksum of 32 after them.
create table if not exists vectors (
    model blob not null,
    item blob not null,
    vector blob not null,
    primary key (model, item)
) strict;
