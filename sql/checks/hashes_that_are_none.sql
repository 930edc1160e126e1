-- Which ids and hashes are not 64 lower-case hexadecimal digits (16 for a perceptual hash)?
select
    'source_id' as what,
    source_id as value
from sources
where not regexp_full_match(source_id, '[0-9a-f]{64}')
union all
select
    'doc_id' as what,
    doc_id as value
from documents
where not regexp_full_match(doc_id, '[0-9a-f]{64}')
union all
select
    'region_id' as what,
    region_id as value
from regions
where not regexp_full_match(region_id, '[0-9a-f]{64}')
union all
select
    'figure_id' as what,
    figure_id as value
from figures
where not regexp_full_match(figure_id, '[0-9a-f]{64}')
union all
select
    'image_sha256' as what,
    image_sha256 as value
from figures
where not regexp_full_match(image_sha256, '[0-9a-f]{64}')
union all
select
    'phash' as what,
    phash as value
from figures
where not regexp_full_match(phash, '[0-9a-f]{16}')
union all
select
    'pair_id' as what,
    pair_id as value
from candidates
where not regexp_full_match(pair_id, '[0-9a-f]{64}')
union all
select
    'lines_sha256' as what,
    lines_sha256 as value
from pages
where not regexp_full_match(lines_sha256, '[0-9a-f]{64}')
union all
select
    'sample_id' as what,
    sample_id as value
from samples
where not regexp_full_match(sample_id, '[0-9a-f]{64}');
