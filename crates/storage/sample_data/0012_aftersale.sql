-- What schema 12 added, as it wrote it.
INSERT INTO aftersale_case VALUES (1, 21, 7, 12, 'dispute', 'waiting_for_us', 1760000000000000, 1, 1760100000000000, 1760100000000000, 1760100000000000, '{"reason":"not_received","lines":[{"line_id":"13","quantity":1,"received":0,"restocked":0}],"asked":null,"got":null,"number":"","goods_to":"nobody","notes":[],"raw_status":"IN_ISSUE","shown":true,"news":false,"overdue_told":false,"opened_by":{"by":"system"}}', 1760000000000000, 2);
INSERT INTO case_evidence VALUES (1, 22, 21, 7, 'lamp.png', 'image/png', 4, 'Owner', 1760000000000000, x'89504E47');
INSERT INTO supplier_policy VALUES (1, 'sample_marketplace', '900', 'Returns within 15 days.', 1760000000000000);
INSERT INTO policy_text VALUES (1, 'return', 'en', 'Returns at {store}');
