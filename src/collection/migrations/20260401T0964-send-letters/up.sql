-- A letter to an addressee about a decision on an overpayment, a debit that failed, or debits that begin.
create table collection.letter (
  tenant_id integer not null,
  letter_id uuid not null,
  kind text collate "C" not null check (kind in ('refund-notice', 'debit-failure-notice', 'debit-start-notice')),
  number text collate "C" not null,
  party_id uuid not null,
  -- The decision, the account, or the run with its line.
  about_id uuid not null,
  line_no integer,
  document_id uuid not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, letter_id)
);
create unique index letter_number on collection.letter (tenant_id, number);
create index letter_about on collection.letter (tenant_id, about_id, line_no, issued_at);
select platform.protect_table('collection.letter', 'append');

-- Approved decisions, the latest first.
create index refund_decided on collection.refund (tenant_id, approved_at) where approved_at is not null;
