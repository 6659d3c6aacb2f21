/// The scripts of ``RedisCapacity``. `CapacityLedger` is the same algorithm in Swift, and a test runs the two side by
/// side.
///
/// See docs/decisions/redis.md, « One script an admission ».
///
/// The keys share a hash tag, so that a cluster keeps them together; dates are milliseconds since 1970:
///
/// | key | holds |
/// |---|---|
/// | `{capacity}:slots` | sorted set: live → when its lease runs out |
/// | `{capacity}:creators` | hash: live that holds a slot → its creator |
/// | `{capacity}:holders` | the same by creator: sorted set of `CREATOR LIVE`, all of one score |
/// | `{capacity}:queue` | sorted set: creator → rank of arrival |
/// | `{capacity}:tickets` | hash: creator → ticket |
/// | `{capacity}:asked` | sorted set: creator → when last asked |
/// | `{capacity}:reservations` | sorted set: creator → until when a place is kept; the first ones of the queue |
/// | `{capacity}:state` | hash: `rank` given last, date of the `call` before, date when the count is `settled` |
enum CapacityScripts {
    static let keys = ["slots", "creators", "holders", "queue", "tickets", "asked", "reservations", "state"].map {
        "{capacity}:\($0)"
    }

    /// Marks the count as lost: the next script begins to settle.
    static let forgetting = RedisCommand("HDEL", "{capacity}:state", "call")

    /// Arguments: those of ``common``, then live, creator, 1 for a premium creator, ticket, and each live to renew with
    /// its creator. Returns the numbers of ``Occupancy``, then `'granted'`, `'settling'`, `'limit'` and the creator's
    /// lives, `'full'`, or `'full'`, position and ticket.
    static let acquire = RedisScript(
        common + """
            local live, creator, premium, ticket = ARGV[9], ARGV[10], ARGV[11], ARGV[12]
            renew(13)
            advance()
            local function answer(decision, details)
                local words = occupancy()
                words[#words + 1] = decision
                for _, detail in ipairs(details or {}) do words[#words + 1] = detail end
                return words
            end
            local function grant()
                hold(live, creator)
                return answer('granted')
            end
            if redis.call('ZSCORE', slots, live) then return grant() end
            if settling() then return answer('settling') end
            local own = lives(creator)
            if #own >= limit then return answer('limit', own) end
            if redis.call('ZSCORE', reservations, creator) then
                leave(creator)
                return grant()
            end
            -- A place that is free now is kept for nobody: the queue has had its share.
            if free() > 0 then return grant() end
            if premium ~= '1' then return answer('full') end
            local position = redis.call('ZRANK', queue, creator)
            if position then
                redis.call('ZADD', asked, now, creator)
                return answer('full', {position + 1, redis.call('HGET', tickets, creator)})
            end
            local waiting = redis.call('ZCARD', queue)
            if waiting >= waiters then return answer('full') end
            redis.call('ZADD', queue, redis.call('HINCRBY', state, 'rank', 1), creator)
            redis.call('HSET', tickets, creator, ticket)
            redis.call('ZADD', asked, now, creator)
            return answer('full', {waiting + 1, ticket})
            """)

    /// Arguments: those of ``common``, then the live.
    static let release = RedisScript(
        common + """
            drop(ARGV[9])
            advance()
            return {'released'}
            """)

    /// Arguments: those of ``common``, then each live with its creator. Returns the numbers of ``Occupancy``.
    static let renew = RedisScript(
        common + """
            renew(9)
            advance()
            return occupancy()
            """)

    /// Arguments: now, the number of slots, the most slots of one creator, the most waiting creators, and the lease,
    /// the reservation, the patience and the settling time in milliseconds.
    private static let common = """
        local slots, creators, holders, queue, tickets, asked, reservations, state = unpack(KEYS)
        local now, maximum, limit, waiters = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local lease, reservation = tonumber(ARGV[5]), tonumber(ARGV[6])
        local patience, settlement = tonumber(ARGV[7]), tonumber(ARGV[8])

        local function drop(live)
            redis.call('ZREM', slots, live)
            redis.call('ZREM', holders, (redis.call('HGET', creators, live) or '') .. ' ' .. live)
            redis.call('HDEL', creators, live)
        end

        local function hold(live, creator)
            if redis.call('HGET', creators, live) ~= creator then
                drop(live)
                redis.call('HSET', creators, live, creator)
                redis.call('ZADD', holders, 0, creator .. ' ' .. live)
            end
            redis.call('ZADD', slots, now + lease, live)
        end

        -- The lives of a creator that hold a slot.
        local function lives(creator)
            local found = {}
            -- '!' follows ' '.
            for _, entry in ipairs(redis.call('ZRANGEBYLEX', holders, '[' .. creator .. ' ', '(' .. creator .. '!')) do
                local live = string.sub(entry, #creator + 2)
                if redis.call('ZSCORE', slots, live) then
                    found[#found + 1] = live
                else
                    -- Released by a node of a version that knew no holders.
                    drop(live)
                end
            end
            return found
        end

        -- Renews the lives that stand with their creators from an argument on.
        local function renew(first)
            for index = first, #ARGV, 2 do hold(ARGV[index], ARGV[index + 1]) end
        end

        local function free()
            return maximum - redis.call('ZCARD', slots) - redis.call('ZCARD', reservations)
        end

        local function settling()
            return now < (tonumber(redis.call('HGET', state, 'settled')) or 0)
        end

        local function leave(creator)
            redis.call('ZREM', queue, creator)
            redis.call('ZREM', asked, creator)
            redis.call('ZREM', reservations, creator)
            redis.call('HDEL', tickets, creator)
        end

        -- Drops slots and places whose time is over, then keeps the free places for the first of the queue.
        local function advance()
            local call = tonumber(redis.call('HGET', state, 'call'))
            if settlement > 0 and (not call or math.abs(now - call) > lease) then
                redis.call('HSET', state, 'settled', now + settlement)
                call = now
            end
            redis.call('HSET', state, 'call', math.max(call or now, now))
            for _, live in ipairs(redis.call('ZRANGEBYSCORE', slots, '-inf', now)) do drop(live) end
            for _, creator in ipairs(redis.call('ZRANGEBYSCORE', asked, '-inf', now - patience)) do
                if not redis.call('ZSCORE', reservations, creator) then leave(creator) end
            end
            -- A creator who does not take the place in time has had the turn, and may ask for another one.
            for _, creator in ipairs(redis.call('ZRANGEBYSCORE', reservations, '-inf', now)) do leave(creator) end
            local left = free()
            local kept = redis.call('ZCARD', reservations)
            -- Fewer than none are free when nodes renew lives whose slots were lost: the last called waits again.
            while left < 0 and kept > 0 do
                redis.call('ZREM', reservations, redis.call('ZRANGE', queue, kept - 1, kept - 1)[1])
                left, kept = left + 1, kept - 1
            end
            while left > 0 do
                local creator = redis.call('ZRANGE', queue, kept, kept)[1]
                if not creator then break end
                redis.call('ZADD', reservations, now + reservation, creator)
                left, kept = left - 1, kept + 1
            end
        end

        local function occupancy()
            local reserved = redis.call('ZCARD', reservations)
            return {redis.call('ZCARD', slots), reserved, redis.call('ZCARD', queue) - reserved, settling() and 1 or 0}
        end


        """
}
