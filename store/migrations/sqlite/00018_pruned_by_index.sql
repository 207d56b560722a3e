-- +goose Up

-- What has served its time is found without reading all that has not.
CREATE INDEX links_expiry ON links (expires_at);
CREATE INDEX user_links_expiry ON user_links (expires_at);
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at > 0;
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
