"""What must hold of vouchers, holds and redemptions, each as a query for what breaks it."""

_BALANCE = "a.credits_cents - a.debits_cents"
_OUT = (
    "coalesce((select sum(amount_cents) from transfer t where t.debit_account = v.id "
    "and t.code {codes}), 0)"
)
_BACK = (
    "coalesce((select sum(amount_cents) from transfer t where t.credit_account = v.id "
    "and t.id is distinct from v.born_of), 0)"
)
VOUCHER_CHECKS = {
    "a voucher's redeemed, returned and residual are not its face": (
        "select v.id from voucher v join account a on a.id = v.id "
        f"where v.amount_cents <> {_BALANCE} + {_OUT.format(codes='is not null')} - {_BACK}"
    ),
    "a voucher was not filled by one movement": (
        "select v.id from voucher v where v.amount_cents > 0 and not exists "
        "(select from transfer t where t.id = v.born_of and t.credit_account = v.id "
        "and t.amount_cents = v.amount_cents "
        "and t.code = case when v.replaces is not null then 'replace' "
        "when v.parent_id is not null then 'split' else 'issue' end)"
    ),
    "an ended voucher still holds money": (
        "select v.id from voucher v join account a on a.id = v.id "
        f"where {_BALANCE} <> 0 and (v.ended_at is not null "
        "or v.state in ('spent', 'expired', 'revoked', 'replaced'))"
    ),
    "a voucher is spent and its state does not say so": (
        "select v.id from voucher v where v.state in ('issued', 'active') "
        "and exists (select from redemption r where r.voucher_id = v.id "
        "and not exists (select from reversal s where s.redemption_id = r.id))"
    ),
    "a hold is not its money": (
        "select h.id from hold h left join account a on a.id = h.id "
        f"where {_BALANCE} is distinct from "
        "case h.state when 'held' then h.amount_cents else 0 end or h.captured_cents <> "
        "coalesce((select sum(amount_cents) from redemption r where r.hold_id = h.id), 0)"
    ),
    "an ended voucher has an open hold": (
        "select h.id from hold h join voucher v on v.id = h.voucher_id "
        "where h.state = 'held' and v.ended_at is not null"
    ),
    "a part of a voucher outlives or exceeds it": (
        "select v.id from voucher v join voucher p on p.id = v.parent_id "
        "where v.valid_until_on > p.valid_until_on or v.amount_cents > p.amount_cents"
    ),
    "a redemption is not its transfer": (
        "select coalesce(r.id, t.id) from redemption r left join hold h on h.id = r.hold_id "
        "full join (select * from transfer where code in ('redeem', 'capture')) t on t.id = r.id "
        "where r.amount_cents is distinct from t.amount_cents "
        "or coalesce(h.id, r.voucher_id) is distinct from t.debit_account"
    ),
    "a reversal is not its transfer": (
        "select coalesce(s.id, t.id) from reversal s join redemption r on r.id = s.redemption_id "
        "full join (select * from transfer where code = 'reverse') t on t.id = s.id "
        "where s.amount_cents is distinct from t.amount_cents "
        "or r.amount_cents is distinct from t.amount_cents "
        "or s.redemption_id is distinct from t.reverses"
    ),
    "an answer has no transfer": (
        "select o.key from operation o where o.outcome ? 'fact' and not exists (select from "
        "transfer t where t.operation_key in ('redeem:' || o.key, 'hold:' || o.key, "
        "'unhold:' || o.key, 'capture:' || o.key, 'reverse:' || o.key))"
    ),
}
