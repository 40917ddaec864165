"""The mailboxes of the bodies, as a provider keeps them: read by IMAP, filled by whoever delivers.

What a body of the programmes has is known by its file: an ordinary address, a certified one (PEC).
The server knows what is asked of it here (RFC 3501, MOVE of RFC 6851) and no more. The servers that
Python offers give a message written anew; a register needs the bytes that came.
"""
