-- Single sign-on as a portal and a browser with a session do it: authorize with the cookie, then redeem the code.
-- One sign-on is one token response; a code is redeemed by whichever connection is free next.

local codes, counter, thread_number = {}, 0, 0
local threads = {}

function setup(thread)
    thread_number = thread_number + 1
    thread:set("number", thread_number)
    table.insert(threads, thread)
end

function init(arguments)
    authorize_path, token_path, cookie, authorization, form = table.unpack(arguments)
    redeemed, issued, other = 0, 0, 0
    authorize_headers = { ["Cookie"] = cookie, ["Accept"] = "text/html" }
    token_headers = { ["Authorization"] = authorization, ["Content-Type"] = "application/x-www-form-urlencoded" }
end

table.unpack = table.unpack or unpack

function request()
    local code = table.remove(codes)
    if code then
        return wrk.format("POST", token_path, token_headers, form .. "&code=" .. code)
    end
    counter = counter + 1
    return wrk.format("GET", authorize_path .. "&state=s" .. number .. "-" .. counter .. "&nonce=n" .. counter, authorize_headers)
end

function response(status, headers, body)
    local location = headers["Location"] or headers["location"]
    if location then
        local code = location:match("[?&]code=([^&]+)")
        if code then
            issued = issued + 1
            codes[#codes + 1] = code
            return
        end
    elseif status == 200 then
        redeemed = redeemed + 1
        return
    end
    other = other + 1
end

function done(summary, latency)
    local total, refused = 0, 0
    for _, thread in ipairs(threads) do
        total = total + thread:get("redeemed")
        refused = refused + thread:get("other")
    end
    io.write(string.format("RESULT %d %d %d %.0f %.0f\n", total, refused + summary.errors.connect + summary.errors.read + summary.errors.timeout,
        summary.duration, latency:percentile(50), latency:percentile(99)))
end
