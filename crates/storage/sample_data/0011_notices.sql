-- What schema 11 added, as it wrote it.
INSERT INTO notice VALUES (1, 20, 7, 4, 14, 'shipped', 'email', 'sent', 'ann@example.com', '20.1@crossdock', '250 taken', 1, 0, 1760000000000000, 1760000000000000, 2);
INSERT INTO brand VALUES (1, 4, 'sample-store', '{"name":"Sample store","color":"#1f4e79","logo":{"from":"uploaded","at":1},"language":null,"reply_to":"","contact":""}', 'image/png', x'89504E47');
INSERT INTO notice_template VALUES (1, 4, 'en', 'shipped', 'email', 'On its way', 'Order {order}');
INSERT INTO unsubscribed VALUES (1, 4, 'email', 'bob@example.com', 1760000000000000);
INSERT INTO post_office VALUES (1, 'email', x'00');
