-- How did each document that changed turn out, in numbers?
-- Sums of decimals are the same in whatever order the rows were loaded; those of doubles are not.
insert into document_metrics by name
with changed as (
    select distinct doc_id
    from history.changed_documents
),

steps_taken as (
    select
        current_runs.doc_id,
        bool_or(current_runs.step = 'probe' and step_runs.outcome = 'ok') as probed,
        bool_or(current_runs.step = 'segment' and step_runs.outcome = 'ok') as segmented,
        bool_or(current_runs.step = 'crop' and step_runs.outcome = 'ok') as cropped,
        bool_or(current_runs.step = 'pair' and step_runs.outcome = 'ok') as paired,
        round(sum(try_cast(step_runs.seconds as decimal(18, 6))), 3) as seconds,
        round(sum(try_cast(step_runs.cpu_seconds as decimal(18, 6))), 3) as cpu_seconds,
        max(step_runs.peak_mb) as peak_mb
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    semi join changed
        on current_runs.doc_id = changed.doc_id
    group by current_runs.doc_id
),

page_counts as (
    select
        pages.doc_id,
        count(*) as pages,
        count(*) filter (where pages.outcome = 'kept' and pages.text_source = 'layer') as pages_layer,
        count(*) filter (where pages.outcome = 'kept' and pages.text_source = 'ocr') as pages_ocr,
        count(*) filter (where pages.outcome = 'failed') as pages_failed,
        round(avg(try_cast(pages.text_layer_score as decimal(18, 9))), 4) as text_layer_score,
        round(avg(try_cast(pages.ocr_confidence as decimal(18, 9))), 4) as ocr_confidence
    from pages
    semi join changed
        on pages.doc_id = changed.doc_id
    group by pages.doc_id
),

characters as (
    select
        regions.doc_id,
        regions.direction,
        length(regexp_replace(regions.text, '\s', '', 'g')) as n,
        length(regexp_replace(regions.text, '[^\p{Han}\p{Hiragana}\p{Katakana}ー々〆]', '', 'g')) as japanese
    from regions
    semi join changed
        on regions.doc_id = changed.doc_id
    where regions.outcome = 'kept' and regions.text is not null
),

character_shares as (
    select
        doc_id,
        round(sum(japanese) / nullif(sum(n), 0), 4) as japanese_share,
        round(
            coalesce(sum(n) filter (where direction = 'vertical'), 0)
            / nullif(sum(n) filter (where direction is not null), 0),
            4
        ) as vertical_share
    from characters
    group by doc_id
),

ruby_counts as (
    select
        ruby.doc_id,
        count(*) as furigana
    from ruby
    semi join changed
        on ruby.doc_id = changed.doc_id
    group by ruby.doc_id
),

figure_texts as (
    select
        candidates.doc_id,
        candidates.figure_id,
        count(*) filter (where candidates.role = 'caption') as captions,
        count(*) filter (where candidates.role = 'mention') as mentions
    from candidates
    semi join changed
        on candidates.doc_id = changed.doc_id
    where candidates.outcome = 'kept'
    group by
        candidates.doc_id,
        candidates.figure_id
),

figure_counts as (
    select
        figures.doc_id,
        count(*) filter (where figures.outcome = 'kept') as figures,
        count(*) filter (where figures.outcome = 'rejected') as figures_rejected,
        count(*) filter (
            where figures.outcome = 'kept' and coalesce(figure_texts.captions, 0) = 0
        ) as uncaptioned
    from figures
    left join figure_texts
        on figures.figure_id = figure_texts.figure_id
    semi join changed
        on figures.doc_id = changed.doc_id
    group by figures.doc_id
),

text_counts as (
    select
        doc_id,
        sum(captions)::bigint as captions,
        sum(mentions)::bigint as mentions
    from figure_texts
    group by doc_id
),

match_scores as (
    select
        candidates.doc_id,
        round(avg(try_cast(candidates.p_match as decimal(18, 9))), 4) as mean_p,
        round(quantile_cont(candidates.p_match, 0.1), 4) as p10_p
    from candidates
    semi join changed
        on candidates.doc_id = changed.doc_id
    where candidates.outcome = 'kept'
    group by candidates.doc_id
),

audit_scores as (
    select
        audits.doc_id,
        round(avg(try_cast(audits.cer as decimal(18, 9))), 4) as audit_cer,
        round(avg(try_cast(audits.cleval as decimal(18, 9))), 4) as audit_cleval
    from audits
    semi join changed
        on audits.doc_id = changed.doc_id
    group by audits.doc_id
),

measures as (
    select
        changed.doc_id,
        page_counts.pages,
        page_counts.pages_layer,
        page_counts.pages_ocr,
        page_counts.pages_failed,
        if(steps_taken.cropped, coalesce(figure_counts.figures, 0), null) as figures,
        if(steps_taken.cropped, coalesce(figure_counts.figures_rejected, 0), null) as figures_rejected,
        if(steps_taken.paired, coalesce(text_counts.captions, 0), null) as captions,
        if(steps_taken.paired, coalesce(text_counts.mentions, 0), null) as mentions,
        if(steps_taken.paired, coalesce(figure_counts.uncaptioned, 0), null) as uncaptioned,
        match_scores.mean_p,
        match_scores.p10_p,
        page_counts.text_layer_score,
        page_counts.ocr_confidence,
        audit_scores.audit_cer,
        audit_scores.audit_cleval,
        character_shares.japanese_share,
        character_shares.vertical_share,
        if(steps_taken.segmented, coalesce(ruby_counts.furigana, 0), null) as furigana,
        steps_taken.seconds,
        steps_taken.cpu_seconds,
        steps_taken.peak_mb
    from changed
    left join steps_taken
        on changed.doc_id = steps_taken.doc_id
    left join page_counts
        on changed.doc_id = page_counts.doc_id
    left join character_shares
        on changed.doc_id = character_shares.doc_id
    left join ruby_counts
        on changed.doc_id = ruby_counts.doc_id
    left join figure_counts
        on changed.doc_id = figure_counts.doc_id
    left join text_counts
        on changed.doc_id = text_counts.doc_id
    left join match_scores
        on changed.doc_id = match_scores.doc_id
    left join audit_scores
        on changed.doc_id = audit_scores.doc_id
)

select
    *,
    list_filter(
        [
            if(pages_failed > 0, 'pages-failed', null),
            if(text_layer_score < 0.8, 'weak-text-layer', null),
            if(ocr_confidence < 0.8, 'unsure-ocr', null),
            if(audit_cer > 0.1, 'ocr-disagrees', null),
            if(japanese_share < 0.3, 'few-japanese', null),
            if(figures = 0, 'no-figures', null),
            if(figures > 0 and captions = 0, 'no-captions', null),
            if(captions > 0 and uncaptioned > captions, 'few-captions', null),
            if(p10_p < 0.5, 'unsure-pairs', null)
        ],
        lambda warning: warning is not null
    ) as warnings
from measures;
