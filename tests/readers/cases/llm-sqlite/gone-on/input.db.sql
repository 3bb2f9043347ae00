-- A conversation begun before 0.32 and gone on with after it, which repeats it; then its system prompt changed.
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

INSERT INTO conversations VALUES ('c1', 'The kettle', 'quill-2'), ('c2', 'Only before', 'quill-2');
INSERT INTO responses (id, model, prompt, system, options_json, response, conversation_id, datetime_utc) VALUES
 ('r1', 'quill-2', 'Is it on?', 'Tersely.', '{}', 'Yes.', 'c1', '2026-01-01T08:00:00'),
 ('r2', 'quill-2', 'Is it hot?', NULL, '{}', 'Yes.', 'c1', '2026-01-01T08:01:00'),
 ('r3', 'quill-2', 'Anybody?', NULL, '{}', 'No.', 'c2', '2026-01-02T08:00:00'),
 ('r4', 'quill-2', 'A prompt that is in both.', NULL, '{}', 'It is shown once.', 'c1', '2026-09-01T08:00:00');
INSERT INTO messages VALUES
 ('a0', NULL, 'system', NULL), ('a1', 'a0', 'user', NULL), ('a2', 'a1', 'assistant', NULL), ('a3', 'a2', 'user', NULL), ('a4', 'a3', 'assistant', NULL),
 ('a5', 'a4', 'user', NULL), ('a6', 'a5', 'assistant', NULL),
 ('b0', NULL, 'system', NULL), ('b1', 'b0', 'user', NULL), ('b2', 'b1', 'assistant', NULL), ('b3', 'b2', 'user', NULL), ('b4', 'b3', 'assistant', NULL),
 ('b5', 'b4', 'user', NULL), ('b6', 'b5', 'assistant', NULL), ('b7', 'b6', 'user', NULL), ('b8', 'b7', 'assistant', NULL);
INSERT INTO parts (message_hash, position, type, text) VALUES
 ('a0', 0, 'text', 'Tersely.'), ('a1', 0, 'text', 'Is it on?'), ('a2', 0, 'text', 'Yes.'), ('a3', 0, 'text', 'Is it hot?'), ('a4', 0, 'text', 'Yes.'),
 ('a5', 0, 'text', 'A prompt that is in both.'), ('a6', 0, 'text', 'It is shown once.'),
 ('b0', 0, 'text', 'At length.'), ('b1', 0, 'text', 'Is it on?'), ('b2', 0, 'text', 'Yes.'), ('b3', 0, 'text', 'Is it hot?'), ('b4', 0, 'text', 'Yes.'),
 ('b5', 0, 'text', 'A prompt that is in both.'), ('b6', 0, 'text', 'It is shown once.'), ('b7', 0, 'text', 'Tell me more.'), ('b8', 0, 'text', 'It was on for as long as it was hot.');
INSERT INTO threads VALUES ('c1', 'A prompt that is in both.', 'b8', NULL, '2026-09-01 08:00:01+00:00');
INSERT INTO turns (id, thread_id, parent_message_hash, tip_message_hash, model, datetime_utc) VALUES
 ('r4', 'c1', 'a5', 'a6', 'quill-3', '2026-09-01T08:00:00+00:00'),
 ('r5', 'c1', 'b7', 'b8', 'quill-3', '2026-09-01T08:02:00+00:00');
