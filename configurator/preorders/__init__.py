"""The life of a preorder: placed on a design, paid by deposit, cancelled and refunded, with its mails and its desk."""
