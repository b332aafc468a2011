-- Gives back what a call holds, or held until it was taken for spent: nobody has announced it, so its tool was not asked.
-- KEYS[1]: the deadlines; KEYS[2]: the call; KEYS[3]: the open calls of its writer.
-- ARGV: call id, its name among the open calls, ms that an ended call is remembered.
-- Returns the number of accounts that got something back.
local fields, returned = redis.call('HGETALL', KEYS[2]), 0
for i = 1, #fields, 2 do
  local key = fields[i]
  local rebuild = redis.call('HGET', key, 'g')
  local charge = rebuild and charge_of(fields[i + 1], rebuild)
  if charge and charge.state ~= 'e' then
    local field = (charge.state == 'h' and 'h' or 's') .. charge.slot
    -- A slot that has left the window is not there any more.
    if charge.held > 0 and redis.call('HEXISTS', key, field) == 1 then
      add(key, field, -charge.held)
      returned = returned + 1
    end
    redis.call('HSET', KEYS[2], key, charge_text(rebuild, charge.slot, charge.held, 'e'))
  end
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[2])
if #fields > 0 then
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return returned
