-- Key material in an envelope: its own key, wrapped, and which key-encryption key wraps it.
-- Both NULL for keys that were made before: these are encrypted under the key-encryption key itself.
ALTER TABLE signing_keys ADD COLUMN kek_id TEXT NULL;
ALTER TABLE signing_keys ADD COLUMN wrapped_key $bytes$ NULL;
