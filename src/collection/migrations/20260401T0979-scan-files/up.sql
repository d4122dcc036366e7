alter table collection.channel_transfer drop constraint channel_transfer_outcome_check;
alter table collection.channel_transfer
  add constraint channel_transfer_outcome_check check (outcome in ('waiting', 'unscanned', 'held', 'taken', 'refused', 'changed', 'seen-again', 'moved', 'sent', 'failed', 'reached'));
