-- Why the e-mail of an invitation could not be delivered ({ code, at }), until it is sent again: nobody waits for a
-- colleague who was never told.
alter table member_invitation add column failure jsonb;
