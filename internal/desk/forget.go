package desk

import "context"

// ForgetOld lets the e-mails and order numbers go that the server last gave longer than KeepPersonal ago. It looks once a
// day, needs no server, and costs next to nothing in between.
func (d *Desk) ForgetOld(ctx context.Context) error {
	k, ok := d.Copy.(keeper)
	if !ok {
		return nil
	}
	last, err := k.Forgotten(ctx)
	before := d.Now().Add(-d.KeepPersonal)
	if since := before.Sub(last); err != nil || d.KeepPersonal > 0 && since >= 0 && since < daily {
		return err
	}
	_, err = k.Forget(ctx, before)
	return err
}
