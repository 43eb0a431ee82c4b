package invite

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestATimeMeansOneMomentThatIsToCome(t *testing.T) {
	for text, want := range map[string]string{
		"2026-08-01T09:00:00Z": "2026-08-01T09:00:00Z", "2026-08-01T09:00+02:00": "2026-08-01T07:00:00Z", "2026-08-01T09:00Z": "2026-08-01T09:00:00Z",
		"+3d": "2026-07-04T12:00:00Z", "+36h": "2026-07-03T00:00:00Z", "+0h": "2026-07-01T12:00:00Z",
	} {
		if got, err := ParseSendTime(text, noon); err != nil || got.Format(time.RFC3339) != want || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	if got, err := ParseSendTime("", noon); err != nil || !got.IsZero() {
		t.Errorf("none: %v, %v", got, err)
	}
	for _, text := range []string{"2026-08-01T09:00", "2026-08-01 09:00:00", "2026-08-01", "08/07/2026 13:37:00", "09:00", "tomorrow", "2026-02-30T09:00Z", "3d", "+3w", "+-3d", "+ 3d", "+3dd", "+99999d", "+03d",
		"2026-06-30T12:00Z", "2026-07-01T13:00+02:00", "2026-07-01T11:59:59Z", "2026-08-01T25:00Z"} {
		if got, err := ParseSendTime(text, noon); err == nil {
			t.Errorf("%s was taken as %v", text, got)
		}
	}
}

func TestWhatIsWrongWithARowIsNamedByItsField(t *testing.T) {
	good := Row{Email: "a@b.example"}
	for want, change := range map[string]func(*Row){
		"email": func(r *Row) { r.Email = " " }, "email:": func(r *Row) { r.Email = "a@b.example, c@d.example" }, "replyTo": func(r *Row) { r.ReplyTo = "x" },
		"senderEmail": func(r *Row) { r.SenderEmail = "A <a@b.example>" }, "locale": func(r *Row) { r.Locale = "da_DK" }, "redirect": func(r *Row) { r.Redirect = "javascript:alert(1)" },
		"productRedirect": func(r *Row) { r.ProductRedirect = "https://" }, "sendAt": func(r *Row) { r.SendAt = "soon" }, "productSendAt": func(r *Row) { r.ProductSendAt = "soon" },
		"tags": func(r *Row) { r.Tags = []string{"a", ""} }, "skus": func(r *Row) { r.SKUs = []string{" "} }, "products": func(r *Row) { r.Products = []Product{{Brand: "x"}} },
		"skus and products": func(r *Row) { r.SKUs, r.Products = []string{"a"}, []Product{{SKU: "b"}} }, "name": func(r *Row) { r.Name = "a\nb" },
		"reference": func(r *Row) { r.Reference = strings.Repeat("x", 5000) }, "template": func(r *Row) { r.OnlyProduct, r.Template = true, "t" },
	} {
		r := good
		change(&r)
		if err := r.Check(noon); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		} else if strings.Contains(err.Error(), "b.example") {
			t.Errorf("%s tells the address: %v", want, err)
		}
	}
	if err := good.Check(noon); err != nil {
		t.Error(err)
	}
}

func TestARowTakesWhatItLeavesOpenFromTheFlags(t *testing.T) {
	r := Row{Line: 3, Email: "a@b.example", Locale: "de-DE", Tags: []string{"own"}}.Over(Row{Locale: "da-DK", Template: "t", Tags: []string{"all"}, SKUs: []string{"s"}, OnlyProduct: true})
	if r.Locale != "de-DE" || r.Template != "t" || !slices.Equal(r.Tags, []string{"own", "all"}) || !slices.Equal(r.SKUs, []string{"s"}) || !r.OnlyProduct || r.Line != 3 {
		t.Errorf("%+v", r)
	}
}

func TestABadRowAtEachPlaceCostsNoOther(t *testing.T) {
	const n = 40
	for at := range n {
		for _, bad := range []string{"short", `a"b,x`, "a,b,c"} {
			lines := []string{"email,reference"}
			for i := range n {
				lines = append(lines, fmt.Sprintf("c%d@b.example,%d", i, i))
			}
			lines[at+1] = bad
			rows, wrong, _, err := ReadCSV([]byte(strings.Join(lines, "\n")), nil)
			if err != nil || len(rows) != n-1 || len(wrong) != 1 || wrong[0].Line != at+2 {
				t.Fatalf("%q at %d: %d rows, %+v, %v", bad, at, len(rows), wrong, err)
			}
		}
	}
}

func TestAHundredThousandRowsWithOneBadInTheMiddle(t *testing.T) {
	var b strings.Builder
	b.WriteString("email,ref\n")
	for i := range 100_000 {
		if i == 50_000 {
			b.WriteString("oops\n")
			continue
		}
		fmt.Fprintf(&b, "c%d@b.example,%d\n", i, i)
	}
	rows, bad, _, err := ReadCSV([]byte(b.String()), nil)
	if err != nil || len(rows) != 99_999 || len(bad) != 1 || bad[0].Line != 50_002 || rows[99_998].Line != 100_001 {
		t.Errorf("%d rows, %+v, %v", len(rows), bad, err)
	}
}

func TestAFileThatCannotBeToldApartIsNotUsed(t *testing.T) {
	for file, line := range map[string]int{"": 1, "name,ref\na,b": 1, "email,email\n": 1, "email,ref\na@b.example,\"open\n": 2, "\"email\n": 1} {
		_, _, _, err := ReadCSV([]byte(file), nil)
		place := &PlaceError{}
		if !errors.As(err, &place) || place.Line != line {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestTheSameRowsComeOutOfEveryFormOfFile(t *testing.T) {
	want := Row{Email: "a@b.example", Name: "Åse; Ø", Reference: "7", Tags: []string{"x", "y"}, SKUs: []string{"s"}}
	for _, file := range []string{
		"email,name,ref,tags,skus\na@b.example,Åse; Ø,7,x;y,s\n", "\ufeffEMAIL;Name;reference;tags;skus\r\na@b.example;\"Åse; Ø\";7;\"x;y\";s\r\n", "email\tname\tref\ttags\tskus\na@b.example\tÅse; Ø\t7\tx;y\ts",
	} {
		rows, bad, _, err := ReadCSV([]byte(file), nil)
		if err != nil || len(bad) > 0 || len(rows) != 1 {
			t.Fatalf("%q: %+v, %+v, %v", file, rows, bad, err)
		}
		same(t, rows[0], want)
	}
	rows, bad := ReadJSONL([]byte("\n{\"email\":\"a@b.example\",\"name\":\"Åse; Ø\",\"ref\":7,\"tags\":[\"x\",\"y\"],\"skus\":\"s\",\"other\":{}}\n{\"type\":\"end\",\"complete\":true}\n"), nil)
	if len(rows) != 1 || len(bad) > 0 || rows[0].Line != 2 {
		t.Fatalf("%+v, %+v", rows, bad)
	}
	same(t, rows[0], want)
}

func same(t *testing.T, got, want Row) {
	t.Helper()
	got.Line = 0
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestProductsAreReadWhole(t *testing.T) {
	rows, bad := ReadJSONL([]byte(`{"email":"a@b.example","products":[{"productUrl":"https://x.example","name":"Kettle","sku":"K","gtin":"1","mpn":"2","brand":"B","productCategoryGoogleId":"751","imageUrl":"https://x.example/i"}]}`), nil)
	if len(bad) > 0 || len(rows) != 1 || rows[0].Products[0] != (Product{"https://x.example", "https://x.example/i", "Kettle", "K", "1", "2", "B", "751"}) {
		t.Errorf("%+v, %+v", rows, bad)
	}
	for _, text := range []string{`7`, `[{"sku":7}]`, `[{"colour":"red"}]`, `{"sku":"a"} {}`} {
		if p, err := ParseProducts([]byte(text)); err == nil {
			t.Errorf("%s was taken as %+v", text, p)
		}
	}
}

func FuzzRowsAreReadOrRefused(f *testing.F) {
	f.Add([]byte("email,ref\na@b.example,1\n"), true)
	f.Add([]byte("{\"email\":\"a@b.example\",\"products\":[{\"sku\":\"x\"}]}\n[]\n"), false)
	f.Add([]byte("\ufeffemail;ref\n\"a\";\"\n"), true)
	f.Fuzz(func(t *testing.T, file []byte, csv bool) {
		lines := strings.Count(string(file), "\n") + 1
		var rows []Row
		var bad []Bad
		var err error
		if csv {
			rows, bad, _, err = ReadCSV(file, nil)
		} else {
			rows, bad = ReadJSONL(file, nil)
		}
		if err == nil && len(rows)+len(bad) > lines {
			t.Errorf("%d rows of %d lines", len(rows)+len(bad), lines)
		}
		for _, r := range rows {
			if r.Line < 1 || r.Line > lines {
				t.Errorf("line %d of %d", r.Line, lines)
			}
			_ = r.Check(noon)
		}
	})
}
