-- Slips, and letters about refunds and debits, are printed together as demands are.
alter table collection.letter_package drop constraint letter_package_kind_check;
alter table collection.letter_package add constraint letter_package_kind_check check (kind in ('demand', 'reminder', 'slips', 'refund-notice', 'transfer-return-notice', 'debit-failure-notice', 'debit-start-notice'));

-- What a letter is about, and how many sheets lie in the envelope; where that does not stand, a letter with its slips.
alter table collection.letter_piece add column about_id uuid, add column line_no integer, add column sheets integer;

alter table collection.letter drop constraint letter_kind_check;
alter table collection.letter add constraint letter_kind_check check (kind in ('refund-notice', 'transfer-return-notice', 'debit-failure-notice', 'debit-start-notice'));

-- A letter of a package stands in a file of it and is no document of its own.
alter table collection.letter alter column document_id drop not null, add column run_id uuid,
  add constraint letter_kept_check check (document_id is not null or run_id is not null),
  add foreign key (tenant_id, run_id) references collection.letter_package (tenant_id, run_id);
create index letter_run on collection.letter (tenant_id, run_id) where run_id is not null;
