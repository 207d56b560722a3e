package credential

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// rectangle is one piece of the path: a run of dark modules in a row.
var rectangle = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// photograph paints the path as a browser does, eight pixels a module.
func photograph(t *testing.T, modules int, path string) image.Image {
	t.Helper()
	const scale = 8
	picture := image.NewGray(image.Rect(0, 0, modules*scale, modules*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	if rest := rectangle.ReplaceAllString(path, ""); rest != "" {
		t.Fatalf("the path holds %q", rest)
	}
	for _, r := range rectangle.FindAllStringSubmatch(path, -1) {
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(r[i+1])
		}
		x, y, width := n[0], n[1], n[2]
		if width != n[3] || width == 0 || x < quiet || y < quiet || x+width > modules-quiet || y >= modules-quiet {
			t.Fatalf("%s in %d modules is malformed or in the quiet zone", r[0], modules)
		}
		for py := y * scale; py < (y+1)*scale; py++ {
			for px := x * scale; px < (x+width)*scale; px++ {
				picture.SetGray(px, py, color.Gray{})
			}
		}
	}
	return picture
}

func TestAScannerReadsTheAddressFromTheQRCode(t *testing.T) {
	for name, address := range map[string]string{
		"a usual one":     TOTPAddress("Analytical Hosting", "ada.lovelace@engine.example", NewTOTPSecret()),
		"long names":      TOTPAddress(strings.Repeat("Büro ", 30), strings.Repeat("a", 240)+"@engine.example", NewTOTPSecret()),
		"one letter":      "A",
		"the most it can": strings.Repeat("x", 2331),
	} {
		t.Run(name, func(t *testing.T) {
			modules, path, err := QR(address)
			if err != nil {
				t.Fatal(err)
			}
			bitmap, err := gozxing.NewBinaryBitmapFromImage(photograph(t, modules, path))
			if err != nil {
				t.Fatal(err)
			}
			// The picture is straight: the library's search in photographs misses
			// some of the largest codes.
			straight := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
			got, err := qrcode.NewQRCodeReader().Decode(bitmap, straight)
			if err != nil {
				t.Fatal(err)
			}
			if got.GetText() != address {
				t.Errorf("read %q, want %q", got.GetText(), address)
			}
			if level := got.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "M" {
				t.Errorf("level %v, want M", level)
			}
		})
	}
}

func TestAnAddressTooLongForAQRCodeIsAnErrorThatDoesNotRepeatIt(t *testing.T) {
	modules, path, err := QR(strings.Repeat("x", 2332))
	if err == nil || modules != 0 || path != "" || strings.Contains(err.Error(), "xx") {
		t.Errorf("%d modules, path %q, %v", modules, path, err)
	}
}
