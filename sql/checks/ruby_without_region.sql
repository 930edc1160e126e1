-- Which furigana stand in a region that is not there?
select
    ruby.doc_id,
    ruby.region_id,
    ruby.reading
from ruby
anti join regions
    on
        ruby.doc_id = regions.doc_id
        and ruby.region_id = regions.region_id;
