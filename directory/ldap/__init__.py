"""Address books that stay outside: an LDAP server is asked, and what it says is kept in step, read only."""
