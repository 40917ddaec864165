"""What must hold of moves, offers, liquidations, payments and recoveries, each as a query for
what breaks it."""

_BALANCE = "a.credits_cents - a.debits_cents"
MONEY_CHECKS = {
    "an act moved money and no movement says so": (
        "select coalesce(m.id::text, t.operation_key) from fund_move m full join "
        "(select * from transfer where code = 'transfer') t "
        "on t.operation_key = 'transfer:' || m.id "
        "where m.amount_cents is distinct from t.amount_cents or m.act is distinct from t.act"
    ),
    "an offer is not its reservation": (
        "select r.application_id from reservation r left join offer o using (application_id) "
        "where (r.state = 'offered') <> coalesce(o.state = 'offered', false)"
    ),
    "an award is not what was committed": (
        "select w.id from award w where w.amount_cents + w.voided_cents <> "
        "coalesce((select sum(amount_cents) "
        "from transfer t where t.code = 'commit' and t.credit_account = w.id), 0)"
    ),
    "an annulled award still holds money": (
        "select w.id from award w join account a on a.id = w.id "
        f"where w.annulled_at is not null and {_BALANCE} <> 0"
    ),
    "money came back of a grant that no act annulled": (
        "select t.operation_key from transfer t join account a on a.id = t.debit_account "
        "left join award w on w.id = a.id or a.payee = 'application:' || w.application_id "
        "where t.code = 'annul' and (t.act is null or w.annulled_at is null "
        "and coalesce(w.voided_cents, 0) = 0)"
    ),
    "liquidations are not their movements": (
        "select w.id from award w where "
        "(select coalesce(sum(amount_cents), 0) from liquidation l where l.award_id = w.id) <> "
        "(select coalesce(sum(amount_cents), 0) from transfer t where t.debit_account = w.id "
        "and t.code in ('liquidate', 'withhold')) or "
        "(select coalesce(sum(withheld_cents), 0) from liquidation l where l.award_id = w.id) <> "
        "(select coalesce(sum(amount_cents), 0) from transfer t where t.debit_account = w.id "
        "and t.code = 'withhold')"
    ),
    "a payment order is not its account": (
        "select o.id from payment_order o join account a on a.id = o.id "
        f"where {_BALANCE} <> case o.state when 'ordered' then o.amount_cents else 0 end "
        "or not exists (select from transfer t where t.code = case o.state when 'ordered' "
        "then 'order' when 'paid' then 'pay' else 'bounce' end "
        "and o.id in (t.debit_account, t.credit_account) and t.amount_cents = o.amount_cents)"
    ),
    "a settled file has rows without an outcome": (
        "select b.id from payment_batch b where (b.state = 'settled') <> not exists "
        "(select from payment_order o where o.batch_id = b.id and o.state = 'ordered')"
    ),
    "a payment left without a second person": (
        "select b.id from payment_batch b where b.confirmed_by = b.official "
        "or (b.state = 'confirmed' and b.confirmed_by is null)"
    ),
    "a recovery is not its account": (
        "select r.id from recovery r join account a on a.id = r.id "
        f"where ({_BALANCE} = 0) <> (r.state in ('returned', 'forgiven')) "
        f"or ({_BALANCE} = r.amount_cents) <> (r.state = 'demanded')"
    ),
    "receipts are not what came back": (
        "select r.id from recovery r where "
        "(select coalesce(sum(amount_cents), 0) from recovery_receipt c "
        "where c.recovery_id = r.id) <> (select coalesce(sum(amount_cents), 0) from transfer t "
        "where t.debit_account = r.id and t.code = 'recover')"
    ),
    "instalments of a recovery do not make it": (
        "select r.id from recovery r where r.amount_cents <> (select coalesce(sum(amount_cents), "
        "0) from recovery_instalment i where i.recovery_id = r.id)"
    ),
    "an account of a kind belongs to nothing of that kind": (
        "select a.owner from account a where (a.kind = 'award' and not exists "
        "(select from award where id = a.id)) or (a.kind = 'voucher' and not exists "
        "(select from voucher where id = a.id)) or (a.kind = 'order' and not exists "
        "(select from payment_order where id = a.id)) or (a.kind = 'recovery' and not exists "
        "(select from recovery where id = a.id)) or (a.kind = 'reservation' and not exists "
        "(select from reservation where application_id = a.id))"
    ),
}
