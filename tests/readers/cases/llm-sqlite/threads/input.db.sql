-- As llm 0.36 writes it: a chain with tools and a fork of it, a fragment within the text, a picture, a schema.
CREATE TABLE "_llm_migrations" ("name" TEXT PRIMARY KEY, "applied_at" TEXT);
CREATE TABLE "conversations" ("id" TEXT PRIMARY KEY, "name" TEXT, "model" TEXT);
CREATE TABLE "responses" ("id" TEXT PRIMARY KEY, "model" TEXT, "prompt" TEXT, "system" TEXT, "prompt_json" TEXT, "options_json" TEXT, "response" TEXT, "response_json" TEXT, "conversation_id" TEXT, "duration_ms" INTEGER, "datetime_utc" TEXT, "input_tokens" INTEGER, "output_tokens" INTEGER, "token_details" TEXT, "schema_id" TEXT, "resolved_model" TEXT, "reasoning" TEXT);
CREATE TABLE "schemas" ("id" TEXT PRIMARY KEY, "content" TEXT);
CREATE TABLE "fragments" ("id" INTEGER PRIMARY KEY, "hash" TEXT, "content" TEXT, "datetime_utc" TEXT, "source" TEXT);
CREATE TABLE "attachments" ("id" TEXT PRIMARY KEY, "type" TEXT, "path" TEXT, "url" TEXT, "content" BLOB);
CREATE TABLE "tools" ("id" INTEGER PRIMARY KEY, "hash" TEXT, "name" TEXT, "description" TEXT, "input_schema" TEXT, "plugin" TEXT);
CREATE TABLE "messages" ("hash" TEXT PRIMARY KEY, "parent_hash" TEXT, "role" TEXT, "provider_metadata" TEXT);
CREATE TABLE "parts" ("id" INTEGER PRIMARY KEY, "message_hash" TEXT, "position" INTEGER, "type" TEXT, "tool_name" TEXT, "text" TEXT, "payload" TEXT);
CREATE TABLE "threads" ("id" TEXT PRIMARY KEY, "name" TEXT, "tip_message_hash" TEXT, "forked_from" TEXT, "datetime_utc" TEXT);
CREATE TABLE "turns" ("id" TEXT PRIMARY KEY, "thread_id" TEXT, "parent_message_hash" TEXT, "tip_message_hash" TEXT, "model" TEXT, "resolved_model" TEXT, "options_json" TEXT, "schema_id" TEXT, "input_tokens" INTEGER, "output_tokens" INTEGER, "token_details" TEXT, "duration_ms" INTEGER, "datetime_utc" TEXT, "response_json" TEXT);
CREATE TABLE "turn_tools" ("turn_id" TEXT, "tool_id" INTEGER, "instance_id" INTEGER, PRIMARY KEY ("turn_id", "tool_id"));
CREATE VIEW "message_tree" AS SELECT hash, parent_hash FROM messages;

INSERT INTO fragments VALUES (3, 'ab', 'Teas of the house: oolong, sencha.
', '2026-11-20', 'teas.txt');
INSERT INTO attachments VALUES ('p1', 'image/jpeg', NULL, 'https://tea.example/pot.jpg', NULL), ('p2', 'image/png', NULL, NULL, x'89504e470d0a1a0a');
INSERT INTO tools VALUES (1, 'h', 'kettle', 'Boils water.', '{"properties": {}}', NULL);
INSERT INTO schemas VALUES ('s', '{"type": "object"}');
INSERT INTO messages VALUES
 ('m1', NULL, 'system', NULL), ('m2', 'm1', 'user', NULL), ('m3', 'm2', 'assistant', NULL), ('m4', 'm3', 'tool', NULL),
 ('m5', 'm4', 'assistant', NULL), ('m6', 'm5', 'user', NULL), ('m7', 'm6', 'assistant', NULL),
 ('m8', 'm5', 'user', NULL), ('m9', 'm8', 'assistant', NULL), ('m10', 'm6', 'assistant', NULL);
INSERT INTO parts (message_hash, position, type, tool_name, text, payload) VALUES
 ('m1', 0, 'text', NULL, 'You keep the tea house.', NULL),
 ('m2', 0, 'text', NULL, NULL, '{"text_ref": [{"fragment": 3}, {"literal": "\nIs the kettle on?"}]}'),
 ('m2', 1, 'attachment', NULL, NULL, '{"attachment": {"id": "p1"}}'),
 ('m3', 2, 'tool_call', 'kettle', NULL, '{"name": "kettle", "arguments": {"water": "soft"}, "tool_call_id": "tc_1"}'),
 ('m3', 0, 'reasoning', NULL, 'I cannot see it.', '{"provider_metadata": {"signature": "xyz"}}'),
 ('m3', 1, 'text', NULL, 'I will ask.', NULL),
 ('m4', 0, 'tool_result', 'kettle', NULL, '{"name": "kettle", "output": "It sings.", "tool_call_id": "tc_1", "attachments": [{"id": "p2"}]}'),
 ('m5', 0, 'reasoning', NULL, '', '{"redacted": true}'),
 ('m5', 1, 'text', NULL, 'It sings already.', NULL),
 ('m6', 0, 'text', NULL, 'Which tea, then?', NULL),
 ('m7', 0, 'tool_call', 'web_search', NULL, '{"name": "web_search", "arguments": {"query": "tea"}, "tool_call_id": "ws", "server_executed": true}'),
 ('m7', 1, 'tool_result', 'web_search', NULL, '{"name": "web_search", "output": "", "tool_call_id": "ws", "server_executed": true, "exception": "TimeoutError: tea took too long"}'),
 ('m7', 2, 'text', NULL, '{"tea": "oolong"}', NULL),
 ('m8', 0, 'text', NULL, 'Then I shall have coffee.', NULL),
 ('m9', 0, 'text', NULL, 'As you like.', NULL),
 ('m10', 0, 'text', NULL, 'Sencha.', NULL);
INSERT INTO threads VALUES ('t1', 'Teas of the house: oolong, senc…', 'm7', NULL, '2026-11-20 08:00:10+00:00'), ('t2', 'Coffee', 'm9', 't1', '2026-11-20 08:05:00+00:00');
INSERT INTO turns (id, thread_id, parent_message_hash, tip_message_hash, model, resolved_model, options_json, schema_id, datetime_utc) VALUES
 ('u1', 't1', 'm2', 'm3', 'quill-3', 'quill-3-1025', '{"temperature": 1}', NULL, '2026-11-20T08:00:01+00:00'),
 ('u2', 't1', 'm4', 'm5', 'quill-3', 'quill-3-1025', NULL, NULL, '2026-11-20T08:00:04+00:00'),
 ('u3', 't1', 'm6', 'm10', 'wren-1', NULL, NULL, NULL, '2026-11-20T08:01:00+00:00'),
 ('u4', 't1', 'm6', 'm7', 'quill-3', NULL, NULL, 's', '2026-11-20T08:02:00+00:00'),
 ('u5', 't2', 'm8', 'm9', 'quill-3', NULL, NULL, NULL, '2026-11-20T08:05:00+00:00');
INSERT INTO turn_tools VALUES ('u1', 1, NULL), ('u2', 1, NULL);
