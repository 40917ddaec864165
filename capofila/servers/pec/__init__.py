"""A stand-in for a provider of certified mail (PEC, RFC 6109): what is given to it has receipts.

It takes mail by SMTP from who logs in, puts the receipts into the sender's mailbox, and the mail in
its envelope into that of the recipient, if it is one of the house. Nothing is signed, and every
receipt says that it is a rehearsal. A word in the address of the recipient, `nome+errore@…`, makes
the delivery fail: see `Fate`.
"""
