-- PostgreSQL keeps rows apart from their keys by itself.
SELECT 1;
