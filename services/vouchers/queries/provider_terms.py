"""What of a provider holds on a day: the confirmed change of each thing that began last."""

# Parts of queries, beside a table `provider shop`; `:today` is the day.
TERMS = """
    left join lateral (
        select capacity, period from provider_change c
        where c.provider_id = shop.id and c.state = 'confirmed' and c.capacity is not null
        and c.from_on <= :today order by c.from_on desc, c.settled_at desc limit 1
    ) room on true
    left join lateral (
        select municipalities from provider_change c
        where c.provider_id = shop.id and c.state = 'confirmed' and c.municipalities is not null
        and c.from_on <= :today order by c.from_on desc, c.settled_at desc limit 1
    ) area on true
"""
OFFERED = """
    coalesce(room.capacity, shop.capacity) as capacity,
    coalesce(room.period, shop.period) as period,
    coalesce(area.municipalities, shop.municipalities) as municipalities
"""
# Where a provider is paid on `:paid_on`.
ACCOUNT = """
    left join lateral (
        select id, holder, iban from provider_change c
        where c.provider_id = shop.id and c.state = 'confirmed' and c.iban is not null
        and c.from_on <= :paid_on order by c.from_on desc, c.settled_at desc limit 1
    ) bank on true
"""
