-- Wrong types, pieces that are not there, kinds that nobody knows, messages in a circle, and columns that compute.
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

DROP TABLE conversations;
CREATE TABLE "conversations" ("id" TEXT, "name" TEXT GENERATED ALWAYS AS (printf('%.*c', 9000000, 'x')));
DROP TABLE schemas;
CREATE VIEW "schemas" AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS content FROM n;
INSERT INTO conversations (id) VALUES ('c1');
INSERT INTO responses (id, model, prompt, system, options_json, response, conversation_id, datetime_utc, schema_id) VALUES
 ('r1', 'quill-2', CAST('Is it on?' AS BLOB), NULL, '{"temperature"', 'Yes.', 'c1', 'yesterday', '1'),
 ('r2', 7, 8.5, NULL, '[]', x'ff', 'c1', 1767254400, NULL),
 (NULL, NULL, 'Nobody answered.', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO messages VALUES ('m1', 'm3', 'user', NULL), ('m2', 'm1', 'assistant', NULL), ('m3', 'm2', 'user', NULL), ('m4', 'm9', 'ghost', NULL), ('m5', NULL, NULL, NULL);
INSERT INTO parts (message_hash, position, type, tool_name, text, payload) VALUES
 ('m1', 'first', 'text', NULL, 'Round we go.', NULL),
 ('m2', 0, 'hologram', NULL, 'a kettle', '{"of": "kettle"}'),
 ('m2', 1, 'text', NULL, NULL, '{"text_ref": [{"fragment": 99}, {"literal": 3}, "x"]}'),
 ('m2', 2, 'tool_call', 'kettle', NULL, '[1, 2'),
 ('m3', 0, 'attachment', NULL, NULL, '{"attachment": {"id": "gone"}}'),
 ('m4', 0, 'text', NULL, 'Who said this?', NULL),
 ('m5', 0, 'text', NULL, 'And this?', NULL);
INSERT INTO threads VALUES ('t1', NULL, 'm2', NULL, NULL), ('t2', 'Half of it', 'm4', NULL, 'never'), ('t3', 'Nothing', 'gone', NULL, NULL), (NULL, NULL, 'm5', NULL, NULL);
INSERT INTO turns (id, thread_id, parent_message_hash, tip_message_hash, model, options_json, datetime_utc) VALUES
 ('u1', 't1', 'm1', 'm2', NULL, '7', 'soon'), ('u2', 't4', 'gone', 'gone', NULL, NULL, NULL);
