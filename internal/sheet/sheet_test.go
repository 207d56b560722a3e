package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"mtp/internal/blank"
	"mtp/internal/fault"
)

var columns = []string{"First Name", "User Email"}

func wide16(order unicode.Endianness, s string) string {
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return encoded
}

func TestEachKindOfFileReadsTheSame(t *testing.T) {
	const plain = "First Name,User Email\nZoë,zoe@a.example\n\"Li, \"\"the\"\" 明\",li@a.example\n"
	for name, file := range map[string]string{
		"LF":                              plain,
		"CRLF":                            strings.ReplaceAll(plain, "\n", "\r\n"),
		"CR":                              strings.ReplaceAll(plain, "\n", "\r"),
		"mixed":                           strings.Replace(strings.Replace(plain, "\n", "\r\n", 1), "example\n\"", "example\r\"", 1),
		"with Excel's first line":         "sep=,\r\n" + plain,
		"without an end":                  strings.TrimSuffix(plain, "\n"),
		"with a byte order mark":          "\ufeff" + plain,
		"UTF-16, little end first":        wide16(unicode.LittleEndian, plain),
		"UTF-16, big end first":           wide16(unicode.BigEndian, plain),
		"semicolons":                      "First Name;User Email\nZoë;zoe@a.example\n\"Li, \"\"the\"\" 明\";li@a.example\n",
		"tabs":                            "First Name\tUser Email\nZoë\tzoe@a.example\n\"Li, \"\"the\"\" 明\"\tli@a.example\n",
		"another order and other columns": "Status,USER  email,,first name\nActive,zoe@a.example,,Zoë\n,li@a.example,,\"Li, \"\"the\"\" 明\",\n",
		"two byte order marks":            "\ufeff\ufeff" + plain,
		"two byte order marks in UTF-16":  wide16(unicode.LittleEndian, "\ufeff"+plain),
		"a mark within quotation marks":   "\ufeff\"\ufeffFirst Name\",User Email\u200b" + strings.TrimPrefix(plain, "First Name,User Email"),
		"other spaces in a name":          strings.Replace(plain, "First Name", "\u202afirst\u00a0name\u202c", 1),
		"a sign within a name":            strings.Replace(plain, "First", "Fi\u00adrst", 1),
		"PowerShell's first line":         "#TYPE System.Management.Automation.PSCustomObject\r\n" + plain,
		"Excel's first line in marks":     "\"sep=;\"\n" + strings.ReplaceAll(strings.ReplaceAll(plain, ",", ";"), "; ", ", "),
		"Excel's first line in capitals":  "\ufeffSEP=,\n" + plain,
		"spaces before the marks":         "\"First Name\", \"User Email\" \n\"Zoë\",\u00a0\"zoe@a.example\"  \n\"Li, \"\"the\"\" 明\" , \"li@a.example\"",
		"spaces before marks, tabs":       "\"First Name\"\t \"User Email\"\nZoë\tzoe@a.example\n \"Li, \"\"the\"\" 明\" \t \"li@a.example\" ",
		"rows without text":               "First Name,User Email\n,\nZoë,zoe@a.example\n\n , \n\"Li, \"\"the\"\" 明\",li@a.example\n,,\n",
	} {
		got, err := Read([]byte(file), columns, nil, 10)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(got.Rows) != 2 || !slices.Equal(got.Rows[0].Cells, []string{"Zoë", "zoe@a.example"}) || !slices.Equal(got.Rows[1].Cells, []string{`Li, "the" 明`, "li@a.example"}) {
			t.Errorf("%s: %+v", name, got)
		}
		if name == "another order and other columns" != slices.Equal(got.Unread, []string{"Status"}) {
			t.Errorf("%s: not read are %q", name, got.Unread)
		}
		if len(got.Rows[0].Problems)+len(got.Rows[1].Problems) > 0 {
			t.Errorf("%s: %+v", name, got.Rows)
		}
		if (name == "with Excel's first line" || name == "PowerShell's first line" || name == "Excel's first line in marks") && got.Rows[0].Line != 3 {
			t.Errorf("%s: line %d", name, got.Rows[0].Line)
		}
		if name == "rows without text" && (got.Rows[0].Line != 3 || got.Rows[1].Line != 6) {
			t.Errorf("%s: lines %d and %d", name, got.Rows[0].Line, got.Rows[1].Line)
		}
	}
}

func TestAFileThatCannotBeReadIsRefusedInOneSentence(t *testing.T) {
	for file, want := range map[string]string{
		"":                        "The file is empty.",
		"\ufeff \n":               "The file is empty.",
		"First Name,User Email\n": "no rows below",
		"First Name\nZoë\n":       "has no column User Email. It holds “First Name”.",
		"First Name,Mail, Role\n": "has no column User Email. It holds “First Name”, “Mail” and “Role”.",
		"Zoë,zoe@a.example\n":     "has no columns First Name, User Email. It holds “Zoë” and “zoe@a.example”.",
		",\na,b\n":                "has no columns First Name, User Email. It names none.",
		strings.Repeat("a", 41) + ",b,c,d,e,f,g,h,i,j,k,l\n":   "It holds “" + strings.Repeat("a", 40) + "…”, “b”, “c”, “d”, “e”, “f”, “g”, “h”, “i”, “j” and 2 more.",
		"First Name,User Email,first name\na,b,c":              "names the column First Name twice.",
		"First Name,User Email\nZo\xeb,z@a.example":            "not text in UTF-8",
		"PK\x03\x04\x14\x00\x00\x00First Name,User Email\na,b": "it is not text.",
		"\xff\xfeF\x00i": "ends in the middle",
		"First Name,User Email\na,b\n\"c,d\ne,f\n":  "Line 3 cannot be read",
		"First Name,User Email\na,b\"c\n":           "Line 2 cannot be read",
		"First Name,User Email\n1,a\n2,a\n3,a\n4,a": "more than 3 rows",
	} {
		_, err := Read([]byte(file), columns, nil, 3)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "%!") {
			t.Errorf("%.40q: %v", file, err)
		}
	}
}

func TestAMillionLinesCostLittle(t *testing.T) {
	file := []byte("First Name,User Email\n" + strings.Repeat("a,b\n", 1_000_000))
	began := time.Now()
	if _, err := Read(file, columns, nil, 10_000); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "more than 10,000 rows") {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestMillionsOfCellsInALineCostLittle(t *testing.T) {
	for name, file := range map[string]string{
		"commas":         strings.Repeat(",", 4<<20),
		"semicolons":     strings.Repeat(";", 4<<20),
		"named columns":  "First Name,User Email" + strings.Repeat(",a", 1_000_000) + "\nZoë,zoe@a.example\n",
		"within a quote": "\"\n\"" + strings.Repeat(",", 4<<20),
		"too many":       "First Name,User Email" + strings.Repeat(",a", maxColumns-1) + "\nZoë,zoe@a.example\n",
	} {
		began := time.Now()
		if _, err := Read([]byte(file), columns, nil, 3); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "The first line cannot be read as the names of at most 200 columns") {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
	file := "First Name,User Email\n\"a\n,\"\"\",b\n" + strings.Repeat(",", 4<<20) + "\n"
	if _, err := Read([]byte(file), columns, nil, 3); !fault.Is(err, fault.Invalid) || err.Error() != "Line 4 holds more than 200 cells." {
		t.Errorf("%v", err)
	}
	most := "First Name,User Email" + strings.Repeat(",a", maxColumns-2) + "\nZoë,\"" + strings.Repeat("zoe@a.example,", maxColumns) + "\"\n"
	if table, err := Read([]byte(most), columns, nil, 3); err != nil || len(table.Rows) != 1 || len(table.Unread) != maxColumns-2 {
		t.Errorf("%d rows, %v", len(table.Rows), err)
	}
}

func TestARowTellsWhatItsCellsLost(t *testing.T) {
	const beyond = "The line holds more cells than the first line has columns: "
	long := strings.Repeat("A", 32_763) + "😀Bc" // 32,767 characters as Excel counts them
	for _, tt := range []struct{ name, file, want string }{
		{"a name with a comma", "Name\nSmith, Jones & Partners\n", beyond + "2, not 1. A name with a comma in it stands in quotation marks."},
		{"in quotation marks", "Name\n\"Smith, Jones & Partners\"\n", ""},
		{"where semicolons part the cells", "sep=;\nName\nSmith, Jones & Partners\n", ""},
		{"a name with a semicolon", "Name;Id\nSmith; Jones & Partners;1\n", beyond + "3, not 2. A name with a semicolon in it stands in quotation marks."},
		{"empty cells beyond", "Name\nAcme,, \u200b,\n", ""},
		{"beyond columns without names", "Name,,\nSmith,Jones,\n", beyond + "2, not 1. A name with a comma in it stands in quotation marks."},
		{"fewer cells", "Name,Id,Users\nAcme\n", ""},
		{"a cell as Excel cuts it", "Name\n" + long + "\n", "Name" + cutByExcel},
		{"a shorter cell", "Name\n" + long[1:] + "\n", ""},
		{"a longer cell", "Name\nx" + long + "\n", ""},
		{"a cell as Excel cuts it that is not read", "Name,Note\nAcme," + long + "\n", ""},
	} {
		table, err := Read([]byte(tt.file), []string{"Name"}, []string{"Id"}, 3)
		if err != nil || len(table.Rows) != 1 || strings.Join(table.Rows[0].Problems, " ") != tt.want {
			t.Errorf("%s: %.300v, %v", tt.name, table, err)
		}
	}
	table, err := Read([]byte("Name,,Id,\nAcme,,1\nGlobex,x\nInitech,y\n"), []string{"Name"}, nil, 3)
	if err != nil || !slices.Equal(table.Unread, []string{"Id", "column 2, which has no name"}) {
		t.Errorf("not read are %q, %v", table.Unread, err)
	}
}

func TestNoPartOfACellIsAFormulaWhereverItIsParted(t *testing.T) {
	for in, want := range map[string]string{
		"Ant;=1+1":           "Ant;'=1+1",
		"a;=1;-2,@x\t+3\n=4": "a;'=1;'-2,'@x\t'+3\n'=4",
		"Ant;\"=1+1\"":       "Ant;'\"=1+1\"",
		"Ant;'=1":            "Ant;''=1",
		"Ant;'\"=1":          "Ant;''\"=1",
		"Ant;'x":             "Ant;'x",
		"Ant; =1":            "Ant; =1",
		"a-b;c=d":            "a-b;c=d",
		"=1;=1":              "'=1;'=1",
		";;=":                ";;'=",
		"a;":                 "a;",
	} {
		got := Guard(in)[0]
		if got != want {
			t.Errorf("%q is guarded as %q, want %q", in, got, want)
		}
		if again := unguarded(got); again != in {
			t.Errorf("%q became %q by way of %q", in, again, got)
		}
		if names, all, err := Split(unguarded(Guard(Join([]string{in, "=x", "b"}, false))[0])); err != nil || all || !slices.Equal(names, []string{in, "=x", "b"}) && blank.Trim(in) == in && !strings.Contains(in, "\n") {
			t.Errorf("%q became %q in a list: %v", in, names, err)
		}
	}
}

func FuzzWhatGuardAddsIsTakenOffAgain(f *testing.F) {
	f.Add("a;'\"=1,'\t=")
	f.Fuzz(func(t *testing.T, cell string) {
		guarded := Guard(cell)[0]
		if again := unguarded(guarded); again != cell {
			t.Errorf("%q became %q by way of %q", cell, again, guarded)
		}
		for i, part := range strings.FieldsFunc(guarded, func(c rune) bool { return strings.ContainsRune(separators, c) }) {
			if part = strings.TrimLeft(part, `"`); i > 0 && calculated(part, "") {
				t.Errorf("%q holds a formula: %q", guarded, part)
			}
		}
	})
}

func TestWhatGuardAddsIsTakenOffAgain(t *testing.T) {
	for _, cell := range []string{"", "a", "'", "'a", "''", "=1+1", "+49", "-x", "@sum", "\tx", "＝1", "'=1", "''=1", "'-", "a=b", " =1", "O'Neil"} {
		guarded := Guard(cell)[0]
		if strings.Contains("=+-@\t＝", string([]rune(guarded + " ")[0])) {
			t.Errorf("%q is still a formula: %q", cell, guarded)
		}
		if got := unguarded(guarded); got != cell {
			t.Errorf("%q became %q", cell, got)
		}
		file := fmt.Sprintf("First Name,User Email\nx,\"%s\"\n", guarded)
		if table, err := Read([]byte(file), columns, nil, 1); err != nil || table.Rows[0].Cells[1] != cell {
			t.Errorf("%q: %+v, %v", cell, table, err)
		}
	}
}

func TestACellIsTooLongWhereExcelCutsIt(t *testing.T) {
	for _, tt := range []struct {
		cell string
		want bool
	}{
		{"", false},
		{strings.Repeat("a", 32_766), false},
		{strings.Repeat("a", 32_767), true},
		{strings.Repeat("ü", 32_766), false},
		{strings.Repeat("😀", 16_383), false},
		{strings.Repeat("😀", 16_383) + "a", true},
		{"=" + strings.Repeat("a", 32_765), true}, // with the apostrophe that is written before it
	} {
		if got := TooLong(tt.cell); got != tt.want {
			t.Errorf("%.5s…, %d bytes: %v", tt.cell, len(tt.cell), got)
		}
	}
}
