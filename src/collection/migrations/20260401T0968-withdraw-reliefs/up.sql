alter table collection.relief
  add column withdrawn_on date,
  add column withdrawn_reason text,
  add constraint relief_withdrawn_check check ((withdrawn_on is null) = (withdrawn_reason is null) and (withdrawn_on is null or decided_at is null));
