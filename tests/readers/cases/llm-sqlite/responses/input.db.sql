-- As llm 0.27 writes it, without the tables that only search needs: the same prompts as llm-json/conversations.
CREATE TABLE "_llm_migrations" ("name" TEXT PRIMARY KEY, "applied_at" TEXT);
CREATE TABLE "conversations" ("id" TEXT PRIMARY KEY, "name" TEXT, "model" TEXT);
CREATE TABLE "schemas" ("id" TEXT PRIMARY KEY, "content" TEXT);
CREATE TABLE "responses" ("id" TEXT PRIMARY KEY, "model" TEXT, "prompt" TEXT, "system" TEXT, "prompt_json" TEXT, "options_json" TEXT, "response" TEXT, "response_json" TEXT, "conversation_id" TEXT, "duration_ms" INTEGER, "datetime_utc" TEXT, "input_tokens" INTEGER, "output_tokens" INTEGER, "token_details" TEXT, "schema_id" TEXT, "resolved_model" TEXT, "reasoning" TEXT);
CREATE TABLE "fragments" ("id" INTEGER PRIMARY KEY, "hash" TEXT, "content" TEXT, "datetime_utc" TEXT, "source" TEXT);
CREATE TABLE "prompt_fragments" ("response_id" TEXT, "fragment_id" INTEGER, "order" INTEGER, PRIMARY KEY ("response_id", "fragment_id", "order"));
CREATE TABLE "system_fragments" ("response_id" TEXT, "fragment_id" INTEGER, "order" INTEGER, PRIMARY KEY ("response_id", "fragment_id", "order"));
CREATE TABLE "attachments" ("id" TEXT PRIMARY KEY, "type" TEXT, "path" TEXT, "url" TEXT, "content" BLOB);
CREATE TABLE "prompt_attachments" ("response_id" TEXT, "attachment_id" TEXT, "order" INTEGER, PRIMARY KEY ("response_id", "attachment_id"));
CREATE TABLE "tools" ("id" INTEGER PRIMARY KEY, "hash" TEXT, "name" TEXT, "description" TEXT, "input_schema" TEXT, "plugin" TEXT);
CREATE TABLE "tool_responses" ("tool_id" INTEGER, "response_id" TEXT, PRIMARY KEY ("tool_id", "response_id"));
CREATE TABLE "tool_calls" ("id" INTEGER PRIMARY KEY, "response_id" TEXT, "tool_id" INTEGER, "name" TEXT, "arguments" TEXT, "tool_call_id" TEXT);
CREATE TABLE "tool_results" ("id" INTEGER PRIMARY KEY, "response_id" TEXT, "tool_id" INTEGER, "name" TEXT, "output" TEXT, "tool_call_id" TEXT, "instance_id" INTEGER, "exception" TEXT);
CREATE TABLE "tool_results_attachments" ("tool_result_id" INTEGER, "attachment_id" TEXT, "order" INTEGER, PRIMARY KEY ("tool_result_id", "attachment_id"));

INSERT INTO conversations VALUES ('01ka', 'Name a bird. ## Response is the…', 'quill-2'), ('02ka', 'Hello', 'echo');
INSERT INTO schemas VALUES ('s1', '{"type": "object", "properties": {"bird": {"type": "string"}, "size": {"type": "integer"}}}');
INSERT INTO fragments VALUES (7, '9f2c', 'Birds of the garden: owl, wren.
', '2026-11-20', 'garden.txt');
INSERT INTO attachments VALUES ('a1', 'image/png', '/pictures/owl 1.png', NULL, NULL), ('a2', 'image/png', NULL, NULL, zeroblob(12000)), ('a3', 'audio/mpeg', 'wren.mp3', NULL, NULL);
INSERT INTO tools VALUES (1, '77ab1c', 'birds', 'Lists birds.', '{"properties": {"n": {"type": "integer"}}}', NULL);
INSERT INTO responses (id, model, resolved_model, prompt, system, options_json, response, reasoning, conversation_id, datetime_utc, schema_id) VALUES
 ('01kd', 'quill-2', NULL, 'Another, with its size?', 'One word.', '{}', '{"bird": "owl", "size": 2}', NULL, '01ka', '2026-11-20T09:30:00+00:00', 's1'),
 ('01kb', 'quill-2', 'quill-2-0925', 'Name a bird.
## Response
is the heading I want.', 'One word.', '{"temperature": 0.2}', '', 'Owl or wren.', '01ka', '2026-11-20T08:00:01.250000+00:00', NULL),
 ('02kb', 'echo', NULL, 'Hello', NULL, '{}', 'hello', NULL, '02ka', '2026-11-20T09:00:00', NULL),
 ('01kc', 'quill-2', 'quill-2-0925', '', NULL, '{}', 'Wren.', NULL, '01ka', '2026-11-20T08:00:09+00:00', NULL);
INSERT INTO prompt_fragments VALUES ('01kb', 7, 0), ('01kd', 7, 0);
INSERT INTO prompt_attachments VALUES ('01kb', 'a2', 1), ('01kb', 'a1', 0);
INSERT INTO tool_responses VALUES (1, '01kb'), (1, '01kc');
INSERT INTO tool_calls VALUES (1, '01kb', 1, 'birds', '{"n": 1}', 'call_1');
INSERT INTO tool_results VALUES (1, '01kc', 1, 'birds', 'wren', 'call_1', NULL, NULL);
INSERT INTO tool_results_attachments VALUES (1, 'a3', 0);
