// A small RFC 6455 client, and the words of graphql-transport-ws.
package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

type conn struct {
	c   net.Conn
	r   *bufio.Reader
	got int64
}

func dial(u *url.URL, tok, cookie string) (*conn, error) {
	c, err := net.DialTimeout("tcp", u.Host, 20*time.Second)
	if err != nil {
		return nil, err
	}
	var k [16]byte
	rand.Read(k[:])
	path := u.RequestURI()
	h := "GET " + path + " HTTP/1.1\r\nHost: " + u.Host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + base64.StdEncoding.EncodeToString(k[:]) + "\r\nSec-WebSocket-Version: 13\r\n" +
		"Origin: http://" + u.Host + "\r\n"
	if !*raw {
		h += "Sec-WebSocket-Protocol: graphql-transport-ws\r\n"
	}
	if tok != "" {
		h += "Authorization: Bearer " + tok + "\r\n"
	}
	if cookie != "" {
		h += "Cookie: " + cookie + "\r\n"
	}
	if _, err := c.Write([]byte(h + "\r\n")); err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(c, 2048)
	c.SetReadDeadline(time.Now().Add(30 * time.Second))
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if !strings.Contains(line, " 101 ") {
		return nil, fmt.Errorf("no upgrade: %s", strings.TrimSpace(line))
	}
	for {
		l, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if l == "\r\n" {
			break
		}
	}
	return &conn{c: c, r: r}, nil
}

// send writes one masked frame (client to server).
func (w *conn) send(op byte, p []byte) error {
	b := make([]byte, 0, len(p)+14)
	b = append(b, 0x80|op)
	switch {
	case len(p) < 126:
		b = append(b, 0x80|byte(len(p)))
	case len(p) < 65536:
		b = append(b, 0x80|126, byte(len(p)>>8), byte(len(p)))
	default:
		b = append(b, 0x80|127)
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
	}
	mask := [4]byte{1, 2, 3, 4}
	b = append(b, mask[:]...)
	for i, x := range p {
		b = append(b, x^mask[i&3])
	}
	_, err := w.c.Write(b)
	return err
}

// next returns the next text message, answering pings on the way.
func (w *conn) next(buf []byte) ([]byte, error) {
	for {
		var h [8]byte
		if _, err := io.ReadFull(w.r, h[:2]); err != nil {
			return nil, err
		}
		op, l := h[0]&15, int(h[1]&127)
		if l == 126 {
			if _, err := io.ReadFull(w.r, h[:2]); err != nil {
				return nil, err
			}
			l = int(binary.BigEndian.Uint16(h[:2]))
		} else if l == 127 {
			if _, err := io.ReadFull(w.r, h[:8]); err != nil {
				return nil, err
			}
			l = int(binary.BigEndian.Uint64(h[:8]))
		}
		if cap(buf) < l {
			buf = make([]byte, l)
		}
		p := buf[:l]
		if _, err := io.ReadFull(w.r, p); err != nil {
			return nil, err
		}
		switch op {
		case 1, 2, 0:
			return p, nil
		case 8:
			return nil, fmt.Errorf("closed by server: %q", p)
		case 9:
			w.send(10, p)
		}
	}
}

func kind(p []byte) string {
	for _, k := range []string{"next", "connection_ack", "ping", "error", "complete"} {
		if bytes.Contains(p[:min(len(p), 4096)], []byte(`"`+k+`"`)) {
			if k == "next" && !bytes.Contains(p, []byte(`"payload"`)) {
				continue
			}
			return k
		}
	}
	return "?"
}
