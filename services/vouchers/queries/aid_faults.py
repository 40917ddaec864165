"""What must hold of state aid and of contributions, each as a query for what breaks it."""

AID_CHECKS = {
    "contributions were paid for a firm and no movement says so": (
        "select coalesce(s.id::text, t.operation_key) from substitution s full join "
        "(select * from transfer where code = 'substitute') t on t.id = s.id "
        "where s.amount_cents is distinct from t.amount_cents or s.act is distinct from t.act"
    ),
    "contributions were paid for a firm that pays them": (
        "select s.id from substitution s join contributions_check c on c.id = s.check_id "
        "where c.regular"
    ),
    "an award is more than its registered aid": (
        "select w.id from award w join aid a using (application_id) "
        "where a.state <> 'not_due' and a.amount_cents < w.amount_cents"
    ),
}
