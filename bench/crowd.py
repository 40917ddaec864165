"""Many applications at once, written straight into the tables under a sound register."""

from sqlalchemy import text

# A year of its own, so that the register of the real filings goes on where it was.
YEAR = 1999
MANY = text(
    f"""
    with recursive entry as (
        select 1 as n, register_genesis('crowd', {YEAR}) as previous,
            register_link(register_genesis('crowd', {YEAR}), 1, {YEAR},
                timestamptz '2015-10-01', repeat('0', 64)) as link
        union all
        select n + 1, link, register_link(link, n + 1, {YEAR},
            timestamptz '2015-10-01' + n * interval '1 second', repeat('0', 64))
        from entry where n < :many
    ), known as (
        select n, gen_random_uuid() as id, previous, link,
            timestamptz '2015-10-01' + (n - 1) * interval '1 second' as at
        from entry
    ), entered as (
        insert into register_entry (body, year, number, at, kind, application_id, content_hash,
            previous_link, link)
        select 'crowd', {YEAR}, n, at, 'application', id, repeat('0', 64), previous, link
        from known order by n
    ), filed as (
        insert into application (id, call_id, call_version, line, alliance, body, register_year,
            register_number, place, registered_at, late, content_hash, amount_cents, answer_due_on,
            channel, arrived_at, filed_by)
        select id, :call_id, 1, :line, 'crowd', 'crowd', {YEAR}, n, 10000 + n, at, false,
            repeat('0', 64), 45000, current_date, 'web', at, 'public'
        from known
    )
    insert into applicant (application_id, kind, name, search_name, identifier, organisation_key,
        birth_on, municipality, email, iban, answers)
    select id, 'person', '', 'rossi ' || md5(n::text), upper(md5(n::text)), 'none',
        date '1980-01-01', case when n % 10 = 0 then '015139' else '015070' end,
        'x@posta.example', 'IT',
        jsonb_build_object('work', 'employee', 'children', n % 4, 'service', 'childcare',
            'cost_cents', 20000 + 37 * n)
    from known
    """
)
