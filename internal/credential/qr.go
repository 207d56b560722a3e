package credential

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is how many light modules ISO/IEC 18004 wants around a QR code.
const quiet = 4

// QR draws the address as a QR code that can be read with up to 15% of it
// damaged (level M). modules is how many modules wide and high it is, the light
// border of four included; path is the data of an SVG path, one unit a module,
// to be filled dark on a light ground in a viewBox of "0 0 modules modules". It
// holds the letters M, h, v and z, digits, spaces and minus signs only. Above
// 2331 bytes nothing can be drawn; the error does not repeat the address.
func QR(address string) (modules int, path string, err error) {
	// The mode is named because the library's error from choosing one itself
	// holds the whole text.
	code, err := qr.Encode(address, qr.M, qr.Unicode)
	if err != nil {
		return 0, "", fmt.Errorf("draw a QR code of %d bytes: %w", len(address), err)
	}
	size := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < size && code.At(x, y) == color.Black }

	var b strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			start := x
			for dark(x, y) {
				x++
			}
			if n := x - start; n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", start+quiet, y+quiet, n, n)
			}
		}
	}
	return size + 2*quiet, b.String(), nil
}
