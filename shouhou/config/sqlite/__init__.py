"""Django's SQLite backend with a fair queue of writers: the threads of one process take their turn in order."""
