-- ── Drafts of several documents (D1) ─────────────────────────────────────────────────────────────
-- A file that others have signed takes signatures and seals only: the editor asks before anything is prepared.
alter table document add column signed_before boolean not null default false;
alter table document add check (source_type in ('pdf', 'docx', 'doc'));
