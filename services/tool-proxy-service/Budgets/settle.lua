-- Brings accounts to the state that a call is in: under way, or ended with what it cost. Done again it changes nothing, so it also tells a Redis
-- that was away, or that lost its data, of calls that it does not know.
-- KEYS[1]: the deadlines; KEYS[2]: the call; KEYS[3]: the open calls of its writer; KEYS[4]: thresholds that are
-- untold; the others: its accounts.
-- ARGV: call id, 'h' under way | 'e' ended, its deadline (Unix ms), when it was reserved, the latest possible time ('' unknown), ms that an ended
-- call is remembered, ms that a lapsed one is, ms before a rebuild of which the history is complete, its name among the
-- open calls;
-- then for each account: kind, first, last, slot, amount held, amount that it cost, the rebuild that is known to have held it ('' none), thresholds.
-- Returns { now, the time of the clock; then for each account: rebuild ('' unknown: nothing was done), spent, held, overrun, thresholds crossed }.
local latest = tonumber(ARGV[5])
local now = latest and math.min(wall, latest) or wall
local is_end, deadline, reserved_at = ARGV[2] == 'e', tonumber(ARGV[3]), tonumber(ARGV[4])
local per_account = 8
local reply, is_held, is_known = { now, wall }, false, false
-- So long after its deadline a hold that was taken for spent can no longer be told apart.
local too_late = now >= deadline + tonumber(ARGV[7])

local function settle(account, charge, slot, held, cost, known)
  local key = account.key
  if charge == nil then
    if too_late
      -- It was ended in this rebuild, so long ago that Redis has forgotten it.
      or (known == account.rebuild)
      -- The rebuild has found its end on record.
      or (is_end and reserved_at < account.began - tonumber(ARGV[8])) then
      return
    end
    if is_end then
      add(key, 's' .. slot, cost)
      add(key, 'o' .. slot, math.max(0, cost - held))
    else
      add(key, 'h' .. slot, held)
    end
  elseif not is_end or charge.state == 'e' then
    slot, held = charge.slot, charge.held
    is_held = is_held or charge.state == 'h'
    is_known = true
    return
  else
    slot, held = charge.slot, charge.held
    if charge.state == 'l' then
      add(key, 's' .. slot, cost - held)
    else
      add(key, 'h' .. slot, -held)
      add(key, 's' .. slot, cost)
    end
    add(key, 'o' .. slot, math.max(0, cost - held))
  end
  is_held = is_held or not is_end
  is_known = true
  redis.call('HSET', KEYS[2], key, charge_text(account.rebuild, slot, held, is_end and 'e' or 'h'))
end

for i = 5, #KEYS do
  local at = 9 + (i - 5) * per_account
  local kind, first, last = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local rebuild = redis.call('HGET', KEYS[i], 'g')
  local account, crossed = { rebuild = '', spent = 0, held = 0, overrun = 0 }, ''
  if rebuild then
    local before = { key = KEYS[i], rebuild = rebuild, began = tonumber(redis.call('HGET', KEYS[i], 'b')) }
    settle(before, charge_of(redis.call('HGET', KEYS[2], KEYS[i]), rebuild), ARGV[at + 4], tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6]),
      ARGV[at + 7])
    account = load(KEYS[i], kind, first, last, now)
    -- A window that the caller does not know of has begun: the next reservation looks.
    if kind == 's' or (now >= first and now < last) then
      crossed = cross(account, ARGV[at + 8], now)
    end
  end
  for _, value in ipairs({ account.rebuild, account.spent, account.held, account.overrun, crossed }) do
    reply[#reply + 1] = value
  end
end

if is_held then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  redis.call('ZADD', KEYS[3], ARGV[3], ARGV[9])
  keep(KEYS[3], math.max(1, deadline - now) + tonumber(ARGV[7]))
  redis.call('PEXPIRE', KEYS[2], text(math.max(1, deadline - now) + tonumber(ARGV[7])))
elseif is_end then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[9])
  if is_known then
    redis.call('PEXPIRE', KEYS[2], ARGV[6])
  end
end
return reply
