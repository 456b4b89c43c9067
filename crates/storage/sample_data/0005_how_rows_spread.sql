-- Nothing is stored anew.
SELECT 1;
