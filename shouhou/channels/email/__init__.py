"""Mail as a transport of notifications: one SMTP server, named by EMAIL_URL. Without it no mail is tried, and the screens say so."""
