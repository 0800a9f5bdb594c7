-- Guesses at passwords are limited by address, in the database, so that the limit holds for all processes together.

-- One row for an address somebody tries, whether or not it has an account: keyed by the hash accounts are looked up by.
create table login_attempt (
  email_hash bytea not null primary key,
  -- Log-ins begun since; a log-in that succeeds takes the row away.
  attempts integer not null,
  since timestamptz(3) not null
);
-- Rows whose time is over are swept out.
create index login_attempt_since_idx on login_attempt (since);

grant select, insert, update, delete on login_attempt to chopmark_relay;
