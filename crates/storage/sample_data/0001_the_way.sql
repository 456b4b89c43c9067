-- One of each, as schema 1 wrote them.
INSERT INTO workspace VALUES (1, 'Sample', 1760000000000000);
INSERT INTO app_user VALUES (1, 2, 'owner@example.com', 'Owner', 'owner', 'x', 1760000000000000);
INSERT INTO connection VALUES (1, 3, 'sample_store', 'store', '77', 'Sample store', NULL, NULL, NULL, NULL, NULL, 1760000000000000, x'00', 1);
INSERT INTO store VALUES (1, 4, 3, '77', 'Sample store', 'sample.example', 'USD', '{"placing":"by_hand","shipping":{"prefer":{"prefer":"cheapest"}},"price_tolerance_percent":15,"notify_customer":true,"tracking_url":""}', NULL, 'hook', 1);
INSERT INTO product VALUES (1, 5, 4, '500', 'Lamp', NULL);
INSERT INTO variant VALUES (1, 6, 5, 4, '600', 'Red', 'L-R', 1990, 'USD');
INSERT INTO mapping VALUES (1, 6, '[]', 1);
INSERT INTO customer_order VALUES (1, 7, 4, '9007199254740993', '#1001', 1760000000000000, '{"status":"paid"}', NULL, 'Ann Lee', 'ann@example.com', 'US', '{"full_name":"Ann Lee","company":"","phone":"5550100","address":{"line1":"1 Road","line2":"","city":"Town","province":"","province_code":"","postal_code":"1","country":"US"},"tax_ids":[]}', 0, NULL, 0, 'USD', 1990, '', '[]', '[]', 0, 1760000000000000, 1760000000000000, 'pending', 0, 1);
INSERT INTO tab_count VALUES (1, 'pending', 1, 0);
INSERT INTO order_term VALUES (1, '#1001', 7);
INSERT INTO timeline_event VALUES (1, 7, 8, 1760000000000000, '{"by":"store"}', '{"what":"order_received"}');
INSERT INTO job VALUES (1, 9, 'plan_purchases', '{"kind":"plan_purchases","order_id":"7"}', 'order:7', 'plan_purchases:7', 'waiting', 1760000000000000, 0, 0, NULL, NULL, NULL, 1760000000000000);
INSERT INTO schedule VALUES (1, 'find_stuck', '{"kind":"find_stuck"}', '{"every_seconds":300}', 1760000000000000);
