"""Pure rules of money and vouchers; the day is an argument."""
