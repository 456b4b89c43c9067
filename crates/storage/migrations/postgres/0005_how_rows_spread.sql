-- PostgreSQL counts for itself how rows spread.
SELECT 1;
