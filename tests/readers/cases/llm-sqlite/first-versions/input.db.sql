-- As llm 0.4 left it: the log of before conversations, beside empty tables of after.
CREATE TABLE "_llm_migrations" ("name" TEXT PRIMARY KEY, "applied_at" TEXT);
CREATE TABLE "logs" ("id" INTEGER PRIMARY KEY, "model" TEXT, "prompt" TEXT, "system" TEXT, "prompt_json" TEXT, "options_json" TEXT, "response" TEXT, "response_json" TEXT, "reply_to_id" INTEGER, "chat_id" INTEGER, "duration_ms" INTEGER, "datetime_utc" TEXT);
CREATE TABLE "conversations" ("id" TEXT PRIMARY KEY, "name" TEXT, "model" TEXT);
CREATE TABLE "responses" ("id" TEXT PRIMARY KEY, "model" TEXT, "prompt" TEXT, "system" TEXT, "prompt_json" TEXT, "options_json" TEXT, "response" TEXT, "response_json" TEXT, "conversation_id" TEXT, "duration_ms" INTEGER, "datetime_utc" TEXT);
INSERT INTO logs (id, model, prompt, system, response, chat_id, datetime_utc) VALUES
 (1, 'quill-1', 'Boil water?', 'Tersely.', 'Yes.', NULL, '2023-06-14 08:00:00.500000'),
 (2, 'quill-1', 'Add leaves?', NULL, 'Two spoons.', 1, '2023-06-14 08:01:00'),
 (3, 'quill-1', 'How long?', NULL, NULL, 1, '2023-06-14 08:02:00'),
 (4, 'quill-1', '', NULL, 'I was not asked.', NULL, NULL);
