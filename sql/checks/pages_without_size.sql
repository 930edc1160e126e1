-- Which pages have no area, or a rotation that no page has?
select
    doc_id,
    page,
    width,
    height,
    rotation
from pages
where page < 1 or width <= 0 or height <= 0 or rotation not in (0, 90, 180, 270);
