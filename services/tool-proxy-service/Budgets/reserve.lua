-- Holds an amount in all accounts of a call, or in none.
-- KEYS[1]: the deadlines; KEYS[2]: the call; KEYS[3]: the open calls of its writer; KEYS[4]: thresholds that are
-- untold; the others: its accounts.
-- ARGV: call id, ms until its deadline, the latest possible time ('' unknown) so that setting the clock ahead frees nothing, the beginning of the
-- keys of calls, ms that a lapsed call is remembered, its name among the open calls; then for each account: kind, first, last (accounts.lua), memory in ms, limit, amount,
-- the rebuild that the caller expects ('' any, '-' none: the caller has charges that may be missing), thresholds.
-- Returns { 1 held | 0 short | 2 accounts are not ready | 3 another window has begun: nothing was held | 4 the call is known,
--   now, the time of the clock, the deadline;
--   then for each account: 1 ready | 0 unknown | 2 of another rebuild, spent, held, overrun, resets at, slot, rebuild, thresholds crossed }.
local latest = tonumber(ARGV[3])
local now = latest and math.min(wall, latest) or wall
local per_account = 8

-- Holds past their deadline become spent, in the slot in which they were reserved; some with every call.
local function lapse()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', 0, 16)) do
    redis.call('ZREM', KEYS[1], id)
    local call = ARGV[4] .. id
    local fields = redis.call('HGETALL', call)
    for i = 1, #fields, 2 do
      local key = fields[i]
      local rebuild = redis.call('HGET', key, 'g')
      local charge = rebuild and charge_of(fields[i + 1], rebuild)
      if charge and charge.state == 'h' then
        -- A slot that has left the window is not there any more.
        if charge.held > 0 and redis.call('HEXISTS', key, 'h' .. charge.slot) == 1 then
          add(key, 'h' .. charge.slot, -charge.held)
          add(key, 's' .. charge.slot, charge.held)
        end
        redis.call('HSET', call, key, charge_text(rebuild, charge.slot, charge.held, 'l'))
      end
    end
  end
end

lapse()
if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 4, now, wall, 0 }
end

local accounts, ready, same_window, has_room, newest = {}, true, true, true, now
for i = 5, #KEYS do
  local at = 6 + (i - 5) * per_account
  local kind, first, last = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local account = load(KEYS[i], kind, first, last, now)
  account.kind, account.first, account.last, account.memory = kind, first, last, ARGV[at + 4]
  account.limit, account.amount, account.thresholds = tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6]), ARGV[at + 8]
  local believed = ARGV[at + 7]
  account.state = account.rebuild == '' and 0 or ((believed == '' or believed == account.rebuild) and 1 or 2)
  ready = ready and account.state == 1
  if kind == 'c' and account.newest > first then
    -- Another replica is in the next window already: so is this one.
    newest = math.max(newest, account.newest)
    same_window = false
  elseif kind == 'c' and (now < first or now >= last) then
    same_window = false
  end
  has_room = has_room and account.spent + account.held + account.amount <= account.limit
  accounts[#accounts + 1] = account
end

local verdict = not same_window and 3 or not ready and 2 or not has_room and 0 or 1
local deadline = now + tonumber(ARGV[2])
local reply = { verdict, newest, wall, deadline }
for _, account in ipairs(accounts) do
  local crossed = ''
  if verdict <= 1 then
    crossed = cross(account, account.thresholds, now)
  end
  if verdict == 1 then
    add(account.key, 'h' .. text(account.slot), account.amount)
    redis.call('HSET', KEYS[2], account.key, charge_text(account.rebuild, text(account.slot), account.amount, 'h'))
    if #account.gone > 0 then
      redis.call('HDEL', account.key, unpack(account.gone))
    end
    redis.call('PEXPIRE', account.key, account.memory)
    account.held = account.held + account.amount
    if not account.used[account.slot] then
      account.used[account.slot] = 0
      account.slots[#account.slots + 1] = account.slot
    end
    account.used[account.slot] = account.used[account.slot] + account.amount
  end
  local needed = verdict == 1 and 0 or account.amount
  for _, value in ipairs({ account.state, account.spent, account.held, account.overrun,
    resets_at(account, account.kind, account.first, account.last, account.limit, needed, now),
    account.slot, account.rebuild, crossed }) do
    reply[#reply + 1] = value
  end
end

if verdict == 1 then
  redis.call('ZADD', KEYS[1], text(deadline), ARGV[1])
  redis.call('ZADD', KEYS[3], text(deadline), ARGV[6])
  redis.call('PEXPIRE', KEYS[2], text(tonumber(ARGV[2]) + tonumber(ARGV[5])))
  keep(KEYS[3], tonumber(ARGV[2]) + tonumber(ARGV[5]))
end
return reply
