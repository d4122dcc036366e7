-- Adds a kind to the check of the form `column = any (array[…])`; what stands there stays.
do $$
declare
  definition text := (select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'collection.ledger'::regclass and conname = 'ledger_kind_check');
begin
  alter table collection.ledger drop constraint ledger_kind_check;
  execute 'alter table collection.ledger add constraint ledger_kind_check ' || replace(definition, 'ARRAY[', 'ARRAY[''late-charge-change''::text, ');
end $$;
alter table collection.refund
  add column overpaid_late bigint not null default 0 check (overpaid_late >= 0),
  add column overpaid_fee bigint not null default 0 check (overpaid_fee >= 0);
