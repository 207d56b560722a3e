package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// forwarded tells from which address a request comes.
type forwarded struct {
	proxies []*net.IPNet // whose word is believed
	log     *slog.Logger
	now     func() time.Time
	told    seldom
}

// address is that of the connection or, when a trusted proxy opened it, the last one
// in X-Forwarded-For that is no trusted proxy's. It stops at an entry that it cannot
// read, and logs that.
func (f *forwarded) address(r *http.Request) string {
	direct, _, err := net.SplitHostPort(r.RemoteAddr)
	at, known := hop(direct)
	if err != nil || !known || !f.trusts(at) {
		return direct
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for _, text := range slices.Backward(hops) {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		before, known := hop(text)
		if !known {
			if f.told.due(f.now()) {
				f.log.Warn("X-Forwarded-For holds no address, so whoever asks counts as the proxy", "holds", cut(text), "proxy", at.String())
			}
			break
		}
		if at = before; !f.trusts(at) {
			break
		}
	}
	return at.String()
}

func (f *forwarded) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(f.proxies, func(n *net.IPNet) bool { return n.Contains(a.AsSlice()) })
}

// hop reads an address as proxies write it: alone or with a port, IPv6 in
// brackets or without, in quotation marks or not.
func hop(text string) (a netip.Addr, known bool) {
	text = strings.Trim(text, `"`)
	if both, err := netip.ParseAddrPort(text); err == nil {
		a = both.Addr()
	} else if a, err = netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")); err != nil {
		return a, false
	}
	return a.Unmap().WithZone(""), true
}

// seldom keeps what happens often from being told more than once a minute.
type seldom struct{ last atomic.Int64 }

// due reports whether it is to be told now.
func (s *seldom) due(now time.Time) bool {
	last, at := s.last.Load(), now.UnixMilli()
	ago := at - last
	return (last == 0 || ago < 0 || ago >= time.Minute.Milliseconds()) && s.last.CompareAndSwap(last, at)
}
