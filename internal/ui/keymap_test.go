package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestEveryDocumentedKeyIsInTheTable(t *testing.T) {
	k, err := newKeymap(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("j k down up G ctrl+d ctrl+u ] [ enter q 1 2 3 4 5 6 7 8 9 / r t f ! s w W y Y u z h : ctrl+k ? o R S , L D") {
		if _, ok := k.list[key]; !ok {
			t.Errorf("%q does nothing on the list", key)
		}
	}
	for _, key := range strings.Fields("j k down up G ctrl+d ctrl+u ] [ esc q 1 9 / r t f ! s w W y Y u z h : ctrl+k ? o R S ,") {
		if _, ok := k.reader[key]; !ok {
			t.Errorf("%q does nothing in the reader", key)
		}
	}
	if _, ok := k.list["g g"]; !ok {
		t.Error("g g does nothing")
	}
	for key := range k.list {
		if strings.HasPrefix(key, "alt+") || key == "ctrl+j" {
			t.Errorf("%q is a key by default", key)
		}
	}
}

func TestEveryActionHasANameADescriptionAndAWay(t *testing.T) {
	names := map[string]bool{}
	for _, a := range actions() {
		if a.name == "" || a.does == "" || a.run == nil || a.on == 0 || names[a.name] {
			t.Errorf("action %+v", a.name)
		}
		names[a.name] = true
	}
}

func TestKeysCanBeRemapped(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.Keys = map[string]string{"reply": "a, space", "next": "n n"} })
	d.press("r")
	d.lacks("PUBLIC")
	d.press("n n")
	if d.selected() != sample()[1].ID {
		t.Error("n n does not move")
	}
	d.press("space")
	d.wants("PUBLIC")
}

func TestARemapThatCannotWorkIsRefusedWithItsReason(t *testing.T) {
	for want, remap := range map[string]map[string]string{
		"there is no such action": {"fly": "x"},
		"asked for by both":       {"reply": "t"},
		"begins a pair":           {"reply": "g"},
	} {
		if _, err := newKeymap(remap); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", remap, err)
		}
	}
}

func TestAKeyIsTheCharacterItMakes(t *testing.T) {
	for want, k := range map[string]tea.Key{
		"?": {Code: '/', Mod: tea.ModShift}, "G": {Code: 'g', Mod: tea.ModShift}, "!": {Code: '1', ShiftedCode: '!', Mod: tea.ModShift},
		"R": {Code: 'r', Text: "R", Mod: tea.ModShift}, "ctrl+k": {Code: 'k', Mod: tea.ModCtrl}, "space": {Code: ' ', Text: " "}, "enter": {Code: tea.KeyEnter}, "ø": {Code: 'ø', Text: "ø"},
	} {
		if got := keyName(k); got != want {
			t.Errorf("%+v is %q, want %q", k, got, want)
		}
	}
}

func TestAKeyThatCannotActSaysWhy(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j j j j j j j !")
	d.wants("reported already: wait for the outcome")
	d.press("z")
	d.wants("nothing can be taken back")
}

func TestThePaletteFindsByNameKeyAndDescription(t *testing.T) {
	d := start(t, 120, 36, sample())
	for _, typed := range []string{"delete-reply", "D", "your public reply"} {
		d.press("j j j :")
		d.type_(typed)
		d.press("enter")
		d.wants("Delete your reply")
		d.press("esc k k k")
	}
	d.press("ctrl+k")
	d.type_("drafts")
	d.press("enter")
	d.wants("there is no draft")
}

func TestHelpListsTheKeysOfTheScreenAndIsFiltered(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("?")
	d.wants("Keys of the list", "Ctrl+D", "g g")
	d.golden("help-120x36")
	d.type_("half a page up")
	d.wants("Ctrl+U")
	d.lacks("Ctrl+D, PgDn")
	d.press("esc enter ?")
	d.wants("Keys of the reader")
}

func TestWordsOfANameAreFoundWithABlank(t *testing.T) {
	d := start(t, 120, 36, sample())
	for typed, want := range map[string]string{"delete reply": "delete-reply", "reply": "reply", "R": "sync", "S": "stats", "copy id": "copy-id"} {
		if got := d.m.commands(typed); len(got) == 0 || got[0].do[0] != (invoke{want}) {
			t.Errorf("%q finds %+v first", typed, got)
		}
	}
}
