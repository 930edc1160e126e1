-- What is known of each figure that has an accepted pair? One row a figure, its texts from the surest to the least.
-- The first $most figures after $after.
select
    pairs.figure_id,
    pairs.doc_id,
    figures.image_sha256,
    figures.kind,
    list(
        struct_pack(
            pair_id := pairs.pair_id,
            region_id := pairs.region_id,
            role := pairs.role,
            text := pairs.text
        )
        order by
            pairs.p_match desc,
            pairs.pair_id asc
    ) as texts,
    figures.text_inside,
    figures.width_px,
    figures.height_px
from pairs
inner join figures
    on pairs.figure_id = figures.figure_id
anti join forgotten_documents
    on pairs.doc_id = forgotten_documents.doc_id
where
    pairs.accepted
    and pairs.figure_id > $after
group by
    pairs.figure_id,
    pairs.doc_id,
    figures.image_sha256,
    figures.kind,
    figures.text_inside,
    figures.width_px,
    figures.height_px
order by pairs.figure_id
limit $most;
