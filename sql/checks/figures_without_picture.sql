-- Which kept figures have no pixels?
select
    doc_id,
    figure_id
from figures
where
    outcome = 'kept'
    and (image_sha256 is null or phash is null or coalesce(width_px, 0) < 1 or coalesce(height_px, 0) < 1);
