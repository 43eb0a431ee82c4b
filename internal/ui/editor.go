package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// editorReadyMsg tells where the text lies for the editor; editedMsg what came back.
type (
	editorReadyMsg struct {
		key   draftKey
		sheet sheet
		path  string
		err   error
	}
	editedMsg struct {
		key  draftKey
		text string
		err  error
	}
)

// openEditor lays the text into a file that only this user can read.
func (c *composer) openEditor() (effects, tea.Cmd) {
	if len(c.Editor) == 0 {
		return effects{say{note{text: "no editor is set: set $EDITOR", tone: warn}}}, nil
	}
	key, s := c.key(), newSheet(c, c.area.Value())
	return nil, tea.Batch(c.keeper.save(key), func() tea.Msg {
		path, err := layOut(s)
		return editorReadyMsg{key: key, sheet: s, path: path, err: err}
	})
}

// layOut writes the file into a folder of its own, which nobody else can enter.
func layOut(s sheet) (string, error) {
	dir, err := os.MkdirTemp("", "tpdesk-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "reply.txt")
	if err := os.WriteFile(path, []byte(s.body), 0o600); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return path, nil
}

// edited hears of the editor.
func (c *composer) edited(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case editorReadyMsg:
		if msg.key != c.key() || msg.err != nil {
			return c.editorFailed(msg.key, msg.err), nil
		}
		return nil, c.edit(msg.path, func(err error) tea.Msg { return takeUp(msg, err) })
	case editedMsg:
		if msg.key != c.key() || msg.err != nil {
			return c.editorFailed(msg.key, msg.err), nil
		}
		c.area.SetValue(typeable(msg.text))
		c.area.MoveToEnd()
		return nil, tea.Batch(c.keep(), c.keeper.save(c.key()))
	}
	return nil, nil
}

func (c *composer) editorFailed(key draftKey, err error) effects {
	if key != c.key() || err == nil {
		return nil
	}
	return effects{say{note{text: "editor: " + c.own(err.Error()) + " · the text here is as it was", tone: bad}}}
}

// takeUp reads what the editor left and removes the file.
func takeUp(ready editorReadyMsg, err error) tea.Msg {
	key, path := ready.key, ready.path
	if err == nil {
		var b []byte
		if b, err = os.ReadFile(path); err == nil {
			err = os.RemoveAll(filepath.Dir(path))
			return editedMsg{key: key, text: ready.sheet.text(string(b)), err: err}
		}
	}
	_ = os.RemoveAll(filepath.Dir(path))
	return editedMsg{key: key, err: fmt.Errorf("%w: %v", review.ErrIO, err)}
}
